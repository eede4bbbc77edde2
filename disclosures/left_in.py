"""In which packages an entry left, and in which it stayed back whole: what the pages of a case file ask by a setting.

The rooms of case files do not import this one (`LEFT_IN`).
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from clients.models import CaseFile
from confidentiality.sealing.keys import load_keys
from disclosures.models import Package, RequestItem


def left_in(file: CaseFile, entries: Collection[UUID]) -> dict[str, list[str]]:
    """Return by reference the packages of an opened file for which one of some entries was picked, in three queries.

    `packages` are those that it left in, `recalled` the same where they are recalled already, and `stayed` those that
    stand without a word of it, as it was kept back whole.
    """
    picked = RequestItem.objects.filter(request=OuterRef("release__request"), entry__in=entries)
    rows = Package.objects.filter(Exists(picked), file=file).defer("letter")
    found = list(rows.select_related("release__recall").order_by("release__reference"))
    load_keys([package.sealed_under() for package in found])
    told: dict[str, list[str]] = {"packages": [], "recalled": [], "stayed": []}
    for package in found:
        held = {item["entry"] for item in package.contents["items"]}
        left = any(str(entry) in held for entry in entries)
        recalled = hasattr(package.release, "recall")
        if left or not recalled:
            kind = "stayed" if not left else "recalled" if recalled else "packages"
            told[kind].append(package.release.reference)
    return told
