"""What the oracle asks of a client's own file: who may see it, and who may have a copy (clauses 5.2.4, 5.2.5, E30)."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from clients.documents.models import Document
from clients.models import Entry
from disclosures.models import Release, RequestItem
from disclosures.ownfile.models import ConferenceMark, FileRequest, Step
from disclosures.redaction.marks import Part
from disclosures.redaction.models import RedactionStep
from disclosures.redaction.steps import step_of
from disclosures.scans.models import Page

DECIDES = {"line_manager", "safeguarding_lead", "data_protection_lead"}


def _asked(made: Release) -> tuple[FileRequest, list[Step]]:
    asked = FileRequest.objects.get(disclosure=made.request)
    return asked, list(Step.objects.filter(request=asked).order_by("at", "id"))


def may_see(made: Release) -> None:
    """All that was there when they asked, for whoever was seen alone, or has paper, once the notice has run."""
    asked, steps = _asked(made)
    assert asked.closed_at is None or asked.closed_at > made.released_at, "nobody asks any more"
    assert not any(s.kind == "refused" and s.details.get("what") == "whole" for s in steps)
    _entitled(asked, steps)
    waived = [s for s in steps if s.kind == "waived"]
    assert all(s.by_id != asked.recorded_by_id and s.role == "line_manager" for s in waived)
    early = made.released_at < asked.asked_at + timedelta(hours=24)
    assert asked.face == "statutory" or waived or not early, "before the notice had run"
    picked = RequestItem.objects.filter(request=made.request).values_list("entry_id", flat=True)
    minutes, sent_on = _minutes(asked, steps)
    held = {UUID(each) for each in asked.held}
    assert held - minutes.keys() <= set(picked), "not all that was there"
    assert not minutes.keys() & set(picked), "minutes of a conference leave"
    assert {minutes[each] for each in held & minutes.keys()} <= sent_on, (
        "left out, and sent on to nobody"
    )
    documents = set(Document.objects.filter(entry__in=picked).values_list("id", flat=True))
    said = Page.objects.filter(request=made.request, looked_at__isnull=False)
    whole = RedactionStep.objects.filter(request=made.request, taken_back_at=None)
    back = {row.entry_id for row in whole if step_of(row).part == Part.WHOLE}
    told = set(said.values_list("document", flat=True))
    told |= set(Document.objects.filter(entry__in=back).values_list("id", flat=True))
    assert documents <= told, "of a document nobody said what becomes of it"


def _minutes(asked: FileRequest, steps: list[Step]) -> tuple[dict[UUID, UUID], set[UUID]]:
    """Conference minutes of the file, each with what was marked, and what was sent on to its co-ordinator (E33)."""
    rows = ConferenceMark.objects.filter(file=asked.file_id, taken_back_at=None)
    marked = set(rows.values_list("entry_id", flat=True))
    minutes = {each: each for each in marked}
    for below in Entry.objects.filter(corrects__in=marked).exclude(kind="statement"):
        assert below.corrects_id is not None
        minutes.setdefault(below.id, below.corrects_id)
    sent = {UUID(s.details["entry"]) for s in steps if s.kind == "routed"}
    return minutes, sent


def may_have_a_copy(made: Release) -> None:
    """No copy leaves while somebody may make them ask."""
    asked, steps = _asked(made)
    _entitled(asked, steps)
    assert _coerced(steps) is False, "a copy, and somebody may have made them ask"


def _entitled(asked: FileRequest, steps: list[Step]) -> None:
    seen = [s for s in steps if s.kind == "identity"]
    assert seen, "nobody knows who asks"
    assert seen[-1].details.get("known") is True
    assert seen[-1].details.get("alone") is True
    assert seen[-1].on <= timezone.localdate()
    assert _coerced(steps) is not None
    if asked.asker != "client":
        assert any(s.kind == "authority" for s in steps), "on no authority"


def _coerced(steps: list[Step]) -> bool | None:
    """None: nobody asked them; once suspected, only somebody who decides can say that it is not so."""
    found: bool | None = None
    for step in (s for s in steps if s.kind == "identity" and s.details.get("coerced") is not None):
        if step.details["coerced"]:
            found = True
        elif found is not True or step.role in DECIDES:
            found = False
    return found
