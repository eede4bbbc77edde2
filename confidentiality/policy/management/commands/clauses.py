"""`manage.py clauses`: every clause, what we do about it, and the tests that prove it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from confidentiality.policy.proofs import proofs
from confidentiality.policy.registry import CLAUSES


class Command(BaseCommand):
    """Print the clause registry as a table, or with --json as a list for programs."""

    help = "Print every clause of the policy, its state and the tests that prove it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the registry joined with the marks found in the tests."""
        found = proofs(Path(settings.BASE_DIR) / "tests")
        rows = [
            {
                "clause": clause.number,
                "kind": str(clause.kind),
                "state": str(clause.state),
                "control": clause.control,
                "tests": found.get(clause.number, []),
            }
            for clause in CLAUSES
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            count = len(row["tests"])
            self.stdout.write(f"{row['clause']:<12} {row['state']:<9} {count:>3}  {row['control']}")
