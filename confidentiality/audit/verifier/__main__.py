"""The command line: `python -m verifier`, run beside this folder."""

import argparse
import sys
from pathlib import Path

from .lines import numbers, public_keys, read_lines
from .report import Report, Trust, as_text
from .verifying import verify


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit status."""
    parser = argparse.ArgumentParser("verifier", description="Verify an export of Latch's audit.")
    parser.add_argument("--export", type=Path, required=True)
    parser.add_argument("--shipped", type=Path, action="append", default=[], help="oldest first")
    parser.add_argument("--key", action="append", required=True, help="a public key, or its file")
    parser.add_argument("--root", action="append", default=[], help="NUMBER:CHAIN, from paper")
    parser.add_argument("--restored", action="append", default=[], help="FIRST-LAST")
    asked = parser.parse_args(arguments)
    try:
        roots = dict(root.split(":") for root in asked.root)
        trust = Trust(
            keys=public_keys(asked.key),
            roots={int(n): chain for n, chain in roots.items()},
            restored=tuple(numbers(text) for text in asked.restored),
        )
        early = Report()
        files = [path.open("rb") for path in asked.shipped]
        shipped = read_lines(files, early) if files else None
        report = verify(read_lines([asked.export.open("rb")]), shipped, trust)
        report.findings, report.count = early.findings + report.findings, early.count + report.count
    except (ValueError, KeyError, TypeError, OSError) as error:
        print(f"cannot be verified: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(as_text(report))
    return 1 if report.count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
