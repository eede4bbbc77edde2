"""`python -m tests.attack_page RESULTS…`: keeps the results of `make attack`, and writes the table of docs/attacks.md.

docs/attacks.jsonl holds the last result at full size of each attack; what a run did not try, it keeps.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs" / "attacks.jsonl"
PAGE = ROOT / "docs" / "attacks.md"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
Result = dict[str, Any]
NOT_COUNTS = ("attack", "what", "full", "commit", "day")


def read(path: Path) -> list[Result]:
    """Return the results in a file, one JSON object a line; none where there is no file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def summed(run: list[Result]) -> list[Result]:
    """Return one run's results, those of one attack under one name added up."""
    found: dict[tuple[str, str], Result] = {}
    for each in run:
        so_far = found.setdefault((each["attack"], each["what"]), {})
        counts = {n: so_far.get(n, 0) + v for n, v in each.items() if n not in NOT_COUNTS}
        so_far.update(each | counts)
    return list(found.values())


def joined(kept: list[Result], fresh: list[Result]) -> list[Result]:
    """Return the last result at full size of each attack, in the attacks' order."""
    full = [*kept, *summed([each for each in fresh if each["full"]])]
    found = {(each["attack"], each["what"]): each for each in full if each["full"]}
    return [found[key] for key in sorted(found, key=lambda key: (int(key[0][1:]), key[1]))]


def table(results: list[Result]) -> str:
    """Return the results as a Markdown table."""
    rows = ["| # | attack | day | counted |", "|---|---|---|---|"]
    for each in results:
        counts = ", ".join(
            f"{name.replace('_', ' ')} {value:,}"
            for name, value in each.items()
            if name not in NOT_COUNTS
        )
        rows.append(f"| {each['attack']} | {each['what']} | {each['day']} | {counts} |")
    return "\n".join(rows)


def page_with(text: str, results: list[Result]) -> str:
    """Return the page with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{table(results)}\n{END}{rest.partition(END)[2]}"


def main(names: list[str]) -> None:
    """Join what was kept with the runs' results, and write both files."""
    results = joined(read(KEPT), [each for name in names for each in read(Path(name))])
    KEPT.write_text("".join(json.dumps(each) + "\n" for each in results), "utf-8")
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), results), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
