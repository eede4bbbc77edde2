"""The tables of docs/performance.md, made from the figures that are kept in docs/bench/."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "bench"
PAGE = ROOT / "docs" / "performance.md"
ROLES = ("worker", "manager")
CLOCK = ("ms", "median_ms")
BY_THE_CLOCK = ["fastest tenth by the clock", "median"]
Rows = list[list[Any]]


def _table(head: list[str], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _sql(figures: dict[str, Any]) -> str:
    rows: Rows = [
        [
            role,
            what,
            size,
            *(told[name] for name in ("cpu_ms", "floor_cpu_ms", "times_floor", *CLOCK)),
        ]
        for role in ROLES
        for what in figures["10k"][role]
        for size, all_of in figures.items()
        for told in [all_of[role][what]]
    ]
    return _table(
        ["who", "what", "files", "ms", "without permission, ms", "times", *BY_THE_CLOCK], rows
    )


def _requests(figures: dict[str, Any]) -> str:
    rows: Rows = [
        [
            role,
            what,
            size,
            *(told.get(name, "") for name in ("queries", "cpu_ms", "times_trivial", *CLOCK)),
        ]
        for role in ROLES
        for what in figures["10k"][role]
        for size, all_of in figures.items()
        for told in [all_of[role][what]]
    ]
    return _table(
        ["who", "what", "files", "queries", "ms", "times the trivial view", *BY_THE_CLOCK], rows
    )


def _peer(figures: dict[str, Any]) -> str:
    rows: Rows = [
        [
            role,
            what,
            size,
            *(
                told[role][what][name]
                for name in ("cpu_ms", "peer_cpu_ms", "times_faster", "ms", "peer_ms")
            ),
        ]
        for role in ROLES
        for what in ("sql", "whole")
        for size, told in figures.items()
    ]
    return _table(
        ["who", "what", "files", "ms", "the peer, ms", "times faster", BY_THE_CLOCK[0], "the peer"],
        rows,
    )


def _search(figures: dict[str, Any]) -> str:
    names = ("found", "queries", "cpu_ms", "sql_cpu_ms", *CLOCK)
    rows: Rows = [
        [who, what, size, *(told.get(name, "") for name in names)]
        for who in (*ROLES, "duty")
        for what in figures["10k"][who]
        for size, all_of in figures.items()
        for told in [all_of[who][what]]
    ]
    head = ["who", "what", "files", "shown", "queries", "ms", "in the index, ms"]
    return _table([*head, *BY_THE_CLOCK], rows)


def _membership(figures: dict[str, Any]) -> str:
    rows: Rows = [
        [
            size,
            *(told[name] for name in ("files", "walls")),
            *(
                told[f"{what}_{unit}"]
                for what in ("join", "rows", "leave")
                for unit in ("s", "cpu_s")
            ),
        ]
        for size, told in figures.items()
    ]
    on = "on a processor, s"
    return _table(
        ["files", "of the team", "walls", "join, s", on, "its rows alone, s", on, "leave, s", on],
        rows,
    )


def _clicking(figures: dict[str, Any]) -> str:
    ((size, told),) = figures.items()
    rows: Rows = [
        [kind, spread["clicks"], spread["median_ms"], spread["p95_ms"]]
        for kind, spread in {**told["kinds"], "all but trivial": told["pages"]}.items()
    ]
    errors = sum(told["errors"].values())
    words = (
        f"{told['people']} people, {told['seconds']:g} s, {size} files: p95 of the pages is"
        f" {told['p95_times_trivial']} times the trivial view's; {errors} errors."
    )
    return _table(["page", "clicks", "median, ms", "p95, ms"], rows) + "\n\n" + words


def _queues(figures: dict[str, Any]) -> str:
    least, most = next(iter(figures)), list(figures)[-1]
    rows: Rows = [
        [
            who,
            page,
            *(figures[size][who][page]["queries"] for size in (least, most)),
            *(each[who][page]["cpu_ms"] for each in figures.values()),
            round(told["cpu_ms"] / figures[least][who][page]["cpu_ms"], 2),
            told["ms"],
        ]
        for who, pages in figures[most].items()
        for page, told in pages.items()
    ]
    sizes = [f"ms at {size}" for size in figures]
    head = ["who", "page", f"queries at {least}", f"at {most}", *sizes, "times", BY_THE_CLOCK[0]]
    return _table(head, rows)


def _office(figures: dict[str, Any]) -> str:
    rows: Rows = [
        [page, told["median_ms"], told["p95_ms"], told["processor_ms"]]
        for page, told in figures.items()
    ]
    return _table(["page", "median, ms", "p95, ms", "processor, ms"], rows)


def _memory(figures: dict[str, Any]) -> str:
    rows: Rows = [[part, size] for part, size in sorted(figures["parts_mib"].items())]
    rows.append([f"together, {figures['processes']} processes", figures["together_mib"]])
    return _table(["part", "MiB"], rows)


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, object]]:
    out: list[tuple[str, object]] = []
    for name, value in figures.items():
        out += (
            _flat(value, f"{before}{name}, ")
            if isinstance(value, dict)
            else [(before + name, value)]
        )
    return out


def _others(figures: dict[str, Any]) -> str:
    return _table(
        ["what", "figure"], [[name.replace("_", " "), value] for name, value in _flat(figures)]
    )


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "sql": _sql,
    "requests": _requests,
    "peer": _peer,
    "membership": _membership,
    "search": _search,
    "clicking": _clicking,
    "memory": _memory,
    "queues": _queues,
    "office": _office,
}


def table_of(part: str) -> str:
    """Return a part's table with the machine's state under it."""
    kept = json.loads((FIGURES / f"{part}.json").read_text("utf-8"))
    load = "/".join(str(value) for value in kept["machine"]["load_average"])
    return f"{TABLES.get(part, _others)(kept['figures'])}\n\nLoad average at its end: {load}."


def page() -> str:
    """Return docs/performance.md with every table between its marks made anew."""
    text = PAGE.read_text("utf-8")
    for part in sorted(path.stem for path in FIGURES.glob("*.json")):
        begins, ends = f"<!-- figures: {part} -->\n", f"<!-- end: {part} -->"
        before, _, rest = text.partition(begins)
        _, ended, after = rest.partition(ends)
        if not ended:
            raise ValueError(f"docs/performance.md has no place for docs/bench/{part}.json.")
        text = f"{before}{begins}{table_of(part)}\n{ends}{after}"
    return text


def write_page() -> None:
    """Write the figures into the page."""
    PAGE.write_text(page(), "utf-8")
