"""docs/performance.md tells the figures that were measured and kept, and no others."""

import json

from tests.bench.report import FIGURES, PAGE, page


def test_the_page_tells_the_kept_figures() -> None:
    assert page() == PAGE.read_text("utf-8")


def test_a_changed_figure_is_found() -> None:
    kept = json.loads((FIGURES / "sql.json").read_text("utf-8"))
    figure = kept["figures"]["1m"]["worker"]["my files"]["ms"]
    assert f"| {figure} |" in PAGE.read_text("utf-8")


def test_every_measured_size_is_there() -> None:
    for part in ("sql", "requests", "peer", "membership", "search"):
        kept = json.loads((FIGURES / f"{part}.json").read_text("utf-8"))
        assert list(kept["figures"]) == ["10k", "100k", "1m"]
