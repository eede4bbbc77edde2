"""What the oracle asks of the words that left: those of the entries as they are, and nothing that was withheld."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from clients.models import Entry
from disclosures.models import ConsentItem, Package, Reading, Release, RequestItem
from disclosures.ownfile.models import FileRequest, Step
from disclosures.picture import Basis
from disclosures.redaction.models import MachineReading, RedactionStep
from tests.disclosures.story import days

MARK = "[withheld]"
Spans = dict[UUID, dict[str, list[tuple[int, int]]]]


def content(made: Release) -> str:
    """The digest of what left: the machine's last, or, where it went first, what was read in that moment."""
    if made.look_by is None:
        machine = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
        assert machine is not None, "no machine read it"
        return machine.content
    return Reading.objects.filter(request=made.request).order_by("-at")[0].content


def held_back(made: Release) -> Spans:
    """Assert that the package holds what is left of the picked entries as they are now; return what was withheld."""
    stored: Mapping[str, Any] = Package.objects.get(release=made).contents
    picked = RequestItem.objects.filter(request=made.request).values("entry")
    entries = {str(e.id): e for e in Entry.objects.filter(id__in=picked)}
    held = _withheld(made)
    assert stored["items"], "nothing left"
    for item in stored["items"]:
        if not item["entry"]:
            assert item["body"] == (made.request.text or "").strip(), "other words"
            continue
        entry = entries.pop(item["entry"])
        spans = held.get(entry.id, {})
        assert "whole" not in spans, "an entry that was withheld"
        _is_what_is_left(item["body"], entry.body, spans.get("body", []))
        _is_what_is_left(item["opinion_basis"], entry.basis, spans.get("basis", []))
    for missing in entries.values():
        assert "whole" in held.get(missing.id, {}), "an entry was lost"
    return held


def _withheld(made: Release) -> Spans:
    """What was withheld on the words that whoever asks has read last, and not taken back."""
    rows = RedactionStep.objects.filter(request=made.request, taken_back_at=None).order_by("at")
    steps = [(row.entry_id, row.what) for row in rows]
    read = {entry: what["source"] for entry, what in steps if what["does"] == "looked"}
    picked = RequestItem.objects.filter(request=made.request).values_list("entry_id", flat=True)
    assert set(picked) <= set(read), "not gone through"
    found: Spans = {}
    for entry, what in steps:
        if what["does"] == "withhold" and what["source"] == read.get(entry):
            parts = found.setdefault(entry, {})
            parts.setdefault(what["part"], []).append((what["start"], what["end"]))
            if what["why"] == "sensitive" and what["part"] != "whole":
                parts.setdefault("sensitive", [])
    return found


def _is_what_is_left(left: str, text: str, spans: list[tuple[int, int]]) -> None:
    """Every piece between two marks stands, in its order, in what nobody withheld."""
    if not spans:
        assert left == text, "other words"
        return
    assert MARK in left
    seen = [not any(start <= at < end for start, end in spans) for at in range(len(text))]
    shown = "".join(c if seen[at] else "\0" for at, c in enumerate(text))
    at = 0
    for piece in (each.strip() for each in left.split(MARK)):
        found = shown.casefold().find(piece.casefold(), at)
        assert found >= 0, "a word that was withheld"
        at = found + len(piece)


def sensitive(made: Release, held: Spans) -> None:
    """No sensitive fact leaves that nobody named, but to the client; of one that was cut, somebody else says so."""
    asked = made.request
    stored: Mapping[str, Any] = Package.objects.get(release=made).contents
    left = {item["entry"] for item in stored["items"]}
    picked = RequestItem.objects.filter(request=asked).select_related("entry")
    secret = {i.entry_id for i in picked if i.entry.sensitive and str(i.entry_id) in left}
    if (asked.text or "").strip():
        assert asked.text_sensitive is False
    if _theirs(made) or (
        asked.basis == Basis.COURT_ORDER and (asked.grounds or {}).get("names_sensitive")
    ):
        return
    for entry in secret - _named(made):
        assert "sensitive" in held.get(entry, {}), "a sensitive fact that nobody named"
        assert str(entry) in _said_harmless(made), "nobody else looked at what is left of it"


def _theirs(made: Release) -> bool:
    """Whether it is for the client's own eyes, or on paper of theirs that names it."""
    if made.request.basis != Basis.OWN_FILE:
        return False
    asked = FileRequest.objects.get(disclosure=made.request)
    if asked.asker == "client":
        return True
    shown = Step.objects.filter(request=asked, kind="authority").order_by("-at", "-id").first()
    return shown is not None and bool(shown.details.get("names_sensitive"))


def _named(made: Release) -> set[UUID]:
    consent = made.consent
    if consent is None or consent.expires_on is None:
        return set()
    if consent.withdrawn_at is not None and consent.withdrawn_at <= made.released_at:
        return set()
    if consent.refused or consent.expires_on < days(0) or consent.to_agency_id != made.agency_id:
        return set()
    named = ConsentItem.objects.filter(consent=consent, names_sensitive=True)
    return set(named.values_list("entry_id", flat=True))


def _said_harmless(made: Release) -> set[str]:
    machine = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
    review = getattr(machine, "review", None)
    if review is None or not review.passed or review.by_id == made.request.requester_id:
        return set()
    return set(review.harmless or ()) if review.content == content(made) else set()
