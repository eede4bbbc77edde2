"""What the workbench of a request works on: its entries, what the machine proposes in them, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from clients.access import rights_on
from clients.people.access import identifiers_of
from clients.people.identifiers import Known
from confidentiality.access.http import Hidden
from confidentiality.access.identity import note_opened
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.dossier import Dossier, load_dossier
from disclosures.matcher import Reason
from disclosures.models import DisclosureRequest, RequestItem
from disclosures.ownfile.models import FileRequest
from disclosures.ownfile.picture import Asker
from disclosures.package import Contents
from disclosures.picture import Basis
from disclosures.recogniser import added_recogniser
from disclosures.redaction.looking import Group, Looked, Looking
from disclosures.redaction.marks import Does, Found, Prepared
from disclosures.redaction.models import RedactionStep
from staff.models import Worker
from staff.organisation.in_force import letterhead


def title_of(row: RequestItem) -> str:
    """Return what to call an entry: what it is, and of which day."""
    entry = row.entry
    day = date_gb(entry.happened_on) if entry.happened_on else "an unknown day"
    return f"{entry.get_kind_display()} of {day}"


@dataclass(frozen=True)
class Item:
    """One entry on the workbench."""

    row: RequestItem
    prepared: Prepared
    found: list[Found]
    failed: bool = False  # the recogniser that was added did not read it all

    @property
    def title(self) -> str:
        """Return what to call it."""
        return title_of(self.row)

    @property
    def waiting(self) -> int:
        """Return how many proposals in it have to be decided still."""
        return len(self.prepared.undecided(self.found))

    @property
    def of_group(self) -> bool:
        """Say whether it speaks of a group, whose other men the file need not know (E27)."""
        return self.prepared.of_group or any(each.in_group for each in self.found)

    @property
    def withheld(self) -> int:
        """Return how many places of it are withheld."""
        return sum(step.does == Does.WITHHOLD for step in self.prepared.steps)


@dataclass(frozen=True)
class Workbench:
    """A request on the workbench of whoever may read what others said; what is slow is done when it is asked for."""

    request: DisclosureRequest
    dossier: Dossier
    looking: Looking

    @cached_property
    def items(self) -> list[Item]:
        """The entries in the order in which they leave, each with what the machine proposes in it."""
        return [self.item(row) for row in self.dossier.items]

    def item(self, row: RequestItem) -> Item:
        """Return one entry with what the machine proposes in it."""
        prepared = self.dossier.prepared[row.entry_id]
        looked = self.looking.look(prepared)
        failed = looked.failed and not prepared.withheld_whole
        return Item(row, prepared, looked.found, failed)

    def item_of(self, entry_id: UUID) -> Item:
        """Return the entry of this id; raises Hidden for one that was not picked."""
        for row in self.dossier.items:
            if row.entry_id == entry_id:
                return self.item(row)
        raise Hidden("redaction_hidden", file=self.request.file_id)

    def pages(self, layers: Mapping[UUID, Iterable[str]]) -> list[tuple[Prepared, Looked]]:
        """Return what has to be decided on the pages that leave, page by page; `layers` is what they say, by entry."""
        return [
            page
            for item in self.items
            for page in self.looking.look_at_pages(
                item.row.entry_id, layers.get(item.row.entry_id, ()), of_group=item.of_group
            )
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """What has to be decided and is not, by its words."""
        waiting = ((each.prepared, each.prepared.undecided(each.found)) for each in self.items)
        return self.looking.groups(waiting)

    @property
    def last_steps(self) -> list[RedactionStep]:
        """The newest steps that hold, all that were taken at one time."""
        steps = [row for row in self.dossier.steps if row.what["does"] != Does.LOOKED]
        return [row for row in steps if row.at == steps[-1].at] if steps else []


def open_workbench(request: DisclosureRequest) -> Workbench:
    """Return a request's workbench, recorded with the entries and the people that it shows.

    Raises Refused for whoever lacks the right to third-party records: without it the machine would look for nobody.
    What is typed on its pages, such as why a sister's words may leave, is kept by that right too.
    """
    files = [KeyRef(kind, request.file_id) for kind in ("file", "third_party")]
    load_keys([*files, *request.recipient_keys()])  # in one question
    known = identifiers_of(request.file, at_door=True)
    note_opened(request.file_id, right="third_party", reference=request.file.reference)
    dossier = load_dossier(request)
    shown = [*(item.entry_id for item in dossier.items), *(each.id for each in known)]
    ids = [request.id, *shown]
    record("redaction_opened", file=request.file_id, ids=ids, purpose="preparing a disclosure")
    return Workbench(request, dossier, _looking(request, known))


def look_for(request: DisclosureRequest) -> Looking:
    """Return what looks for everybody tied to the file; raises Refused without the right to third-party records."""
    return _looking(request, identifiers_of(request.file))


def _looking(request: DisclosureRequest, known: list[Known]) -> Looking:
    return Looking(known, added_recogniser(), for_client=is_for_client(request))


def is_for_client(request: DisclosureRequest) -> bool:
    """Say whether it is the client's own file, for them alone: whoever asks in their name is told nothing of theirs."""
    asked = FileRequest.objects.filter(disclosure=request.id, asker=Asker.CLIENT)
    return request.basis == Basis.OWN_FILE and asked.exists()


def to_weigh(request: DisclosureRequest, texts: Iterable[str], by: Worker) -> list[Group]:
    """Return what somebody has to weigh in texts that are told beside a package, unreviewed (3.2.1, 4.4.2).

    For whoever may not read what others said it is what merely looks like somebody, or like a sensitive fact.
    """
    may = "third_party" in rights_on(by, request.file)
    looking = look_for(request) if may else Looking((), added_recogniser())
    return list(looking.to_weigh(texts).values())


def to_weigh_at_once(request: DisclosureRequest, texts: Iterable[str], by: Worker) -> list[Group]:
    """Return what somebody has to weigh in texts that go without a review: that somebody said it is what they tell."""
    return [each for each in to_weigh(request, texts, by) if each.reason != Reason.SOURCE]


def at_a_glance(texts: Iterable[str]) -> list[Group]:
    """Return the same for whoever asks for nobody who is tied to the file: it takes no question to the database."""
    found = Looking((), added_recogniser()).to_weigh(texts).values()
    return [each for each in found if each.reason != Reason.SOURCE]


def texts_of(contents: Contents) -> list[str]:
    """Return every text that leaves, what the letter says around the entries included."""
    head = letterhead()
    return [head.name, head.contact, *_strings(contents.as_stored())]


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
