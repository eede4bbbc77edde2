"""A client's own file, carried as far as a test needs it."""

from typing import Any
from uuid import UUID, uuid4

from clients.actions import Particulars, add_entry, open_new_file
from clients.contacting.profile import Point, Profile
from clients.documents.models import Document
from clients.models import Entry
from clients.paper.actions import add_folder
from confidentiality.access.identity import acting_as
from disclosures.actions.consents import record_consent
from disclosures.actions.own_file import begin_preparation
from disclosures.delivery.actions import hand_over
from disclosures.delivery.models import Handover
from disclosures.models import Release
from disclosures.ownfile.access import about_in
from disclosures.ownfile.holdings import take_in
from disclosures.ownfile.models import FileRequest
from disclosures.scans.actions import keep_back
from disclosures.scans.taken import untaken_of
from tests import cast
from tests.clients.questions import file_of
from tests.contacting.working import tell
from tests.delivery.delivering import opened
from tests.disclosures import story
from tests.disclosures.story import ASKER, FILE, who
from tests.ownfile import working
from tests.paper.working import a_place

# How its client is reached, and whom she agreed to; what stays back in it: that somebody spoke, too
RUNG, TOLD_AGENCY = "07700 900188", "Marsh Lane Housing"
KEPT_BACK = "The neighbour said in confidence that he came by at night."


def asked_for(**says: Any) -> UUID:
    """Take down that the client asks, two days ago, and that she was seen alone."""
    request = working.ask(asked_at=working.two_days_ago(), **says)
    working.say(request, "identity", **working.SEEN)
    return request


def asked_by_a_solicitor(**says: Any) -> UUID:
    """Take down that a solicitor asks for the client, with her paper over the whole file, sensitive facts and all."""
    request = asked_for(asker="advocate", who="Reed & Co, solicitors")
    paper = {"how": "Her signed letter", "scope": "whole", "names_sensitive": True, **says}
    working.say(request, "authority", **paper)
    return request


def prepared_for(asked: UUID, name: str = "", **more: Any) -> UUID:
    """Begin to prepare all that the file holds; return the disclosure."""
    with acting_as(who(ASKER)):
        file = file_of(FILE)
        request = FileRequest.objects.select_related("file").get(id=asked)
        take_in(request, by=cast.worker(ASKER))
        found = Entry.objects.filter(file=file).exclude(kind=Entry.Kind.HELD)  # for another request
        entries = list(found.values_list("id", flat=True))
        says = {"name": name or file.name, "entries": entries, **more}
        says["entries"] = list(dict.fromkeys([*says["entries"], *about_in(request)]))
        begun = begin_preparation(file=file, by=cast.worker(ASKER), **says)
        FileRequest.objects.filter(id=asked).update(disclosure=begun)
        return begun.id


def keep_documents_back(request: UUID) -> None:
    """Say of each document of a draft that it stays behind."""
    with acting_as(who(ASKER)):
        asked, by = story.get(request), cast.worker(ASKER)
        for each in untaken_of(asked, asked.items.values_list("entry", flat=True)):
            for document in Document.objects.filter(entry=each):
                keep_back(request=asked, document=document, why="other", by=by)


def signed(asked: UUID, **more: Any) -> UUID:
    """Carry it to where it only has to be released; its documents stay behind."""
    request = prepared_for(asked, **more)
    keep_documents_back(request)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return request


def released(asked: UUID | None = None, **more: Any) -> Release:
    """Release it for the client to read."""
    return story.release(signed(asked or asked_for(), **more), knows_policy=False)


def subjects() -> dict[str, str]:
    """Return a package of the client's own file and a copy that was given of it."""
    made = released()
    with acting_as(who(ASKER)):
        release = opened(made)
        copy = hand_over(
            release=release,
            way=Handover.Way.HAND,
            on=story.days(0),
            place="Into her hand",
            checked="She was here.",
            key=uuid4(),
            by=cast.worker(ASKER),
            form=Handover.Form.DATA,
        )
        return {"own package": str(release.package.id), "own copy": str(copy.id)}


def a_file_to_read() -> None:
    """Open a file whose client is rung safely, with three entries, one told in confidence, a consent and a folder.

    Print its reference.
    """
    cabinet, agency = a_place("Cabinet of the corner room"), story.an_agency(name=TOLD_AGENCY)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        file = open_new_file(
            service=by.service,
            particulars=Particulars(name="Wanda Orlin"),
            by=by,
            opened_on=story.days(-3),
        )
        for body in (
            "She rang and asked about help with her tenancy.",
            f"She did not sleep. {KEPT_BACK}",
            "She has found a flat and will move in the spring.",
        ):
            add_entry(
                file=file,
                by=by,
                kind=Entry.Kind.NOTE,
                nature=Entry.Nature.FACT,
                body=body,
                happened_on=story.days(0),
            )
        add_folder(file=file, place=cabinet.pk, by=by, folder_id=uuid4())
        written = Entry.objects.filter(file=file).values_list("id", flat=True)
        record_consent(file=file, terms=story.complete_terms(agency, written[:1]), by=by)
    tell(
        Profile(phones=(Point(RUNG, safe="yes"),), safe_to_call="yes", channels=("text",)),
        file=file.id,
    )
    print(file.reference)
