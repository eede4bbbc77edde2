"""python -m tests.bench [PART …] [--sizes 10k,100k,1m]: measure, and keep the figures in docs/bench/.

`make bench` starts PostgreSQL and Valkey for it, in the folder that LATCH_STATE names: the databases are large.
"""

import argparse
import json
import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from tests.bench import clicking, lists, membership, memory, peers, search  # noqa: E402  # need Django
from tests.bench.databases import ensure  # noqa: E402
from tests.bench.layout import SIZES, Layout  # noqa: E402
from tests.bench.report import FIGURES, write_page  # noqa: E402
from tests.bench.timing import machine  # noqa: E402
from tests.database import use_database  # noqa: E402

BY_SIZE: dict[str, Callable[[Layout], dict[str, Any]]] = {
    "sql": lists.measure_sql,
    "requests": lists.measure_requests,
    "peer": peers.measure,
    "membership": membership.measure,
    "search": search.measure,
}
# Other rooms' own: each module has `measure() -> dict`.
BY_THEMSELVES = (
    *("audit", "sealing", "rotation", "queues", "matching", "package", "rules"),
    "typed",
    "disclosing",
    "office",
)


def main() -> None:
    """Measure what the command line asks, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--sizes", default=",".join(SIZES), help="of 10k, 100k, 1m")
    parser.add_argument("--seconds", type=float, default=clicking.SECONDS, help="of clicking")
    asked = parser.parse_args()
    sizes = asked.sizes.split(",")
    every = [
        *BY_SIZE,
        "clicking",
        "memory",
        *(p for p in BY_THEMSELVES if find_spec(f"tests.bench.{p}")),
    ]
    for part in asked.parts or every:
        print(f"{part} …", flush=True)
        _keep(part, _measure(part, sizes, asked.seconds))
    write_page()


def _measure(part: str, sizes: list[str], seconds: float) -> dict[str, Any]:
    if part in BY_SIZE:
        return {size: _at(size, BY_SIZE[part]) for size in sizes}
    if part == "clicking":
        name = ensure(sizes[-1])
        return {sizes[-1]: _at(sizes[-1], lambda layout: clicking.measure(name, layout, seconds))}
    if part == "memory":
        return memory.measure()
    figures: dict[str, Any] = import_module(f"tests.bench.{part}").measure()
    return figures


def _at(size: str, measure: Callable[[Layout], dict[str, Any]]) -> dict[str, Any]:
    with use_database(ensure(size)):
        return measure(Layout(SIZES[size]))


def _keep(part: str, figures: dict[str, Any]) -> None:
    FIGURES.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), "figures": figures}, indent=1)
    (FIGURES / f"{part}.json").write_text(text + "\n", "utf-8")
    print(text, flush=True)


main()
