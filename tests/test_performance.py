"""docs/performance.md tells the figures that were measured and kept, and no others."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings as SettingsFixture

from tests import cast
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


def test_what_stands_behind_a_table_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = "<!-- figures: audit -->\n", "<!-- end: audit -->"
    whole = PAGE.read_text("utf-8")
    before, _, rest = whole.partition(first)
    after = rest.partition(last)[2]
    written = tmp_path / "performance.md"
    monkeypatch.setattr("tests.bench.report.PAGE", written)
    written.write_text(before + first + last + after, "utf-8")  # a new place, still empty
    assert page() == whole
    written.write_text(before + first + after, "utf-8")
    with pytest.raises(ValueError, match=r"no place for docs/bench/audit\.json"):
        page()


@pytest.mark.django_db
def test_what_is_measured_still_answers(
    signed_in: Callable[[str], Client], settings: SettingsFixture
) -> None:
    """The addresses of the measurement alone: a page that has changed since would first be missed at its next run."""
    settings.ROOT_URLCONF = "tests.bench.urls"
    client, amina = signed_in("iss_worker"), cast.FILES["amina"].reference
    for path in (f"/bench/{each}-entries/{amina}/" for each in ("all", "opened")):
        assert client.get(path).status_code == 200
    assert client.get("/bench/trivial/").content == b"ok"
