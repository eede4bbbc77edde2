"""A realistic file of sixty entries, the people tied to it, and a request to disclose it."""

import io
from datetime import date, timedelta
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from clients import actions as files
from clients.models import CaseFile, Entry
from clients.people import actions as people
from clients.people.details import Address, Details
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import ConsentTerms, Particulars
from disclosures.models import AgencyContact, Consent
from staff.models import Worker
from tests import cast, uploading
from tests.cast_disclosures import CONTACT
from tests.redaction.sixty_told import TOLD

NAMESPACE = UUID("6f0d3a52-6c2b-4a51-9d0e-3b8f4c1a77e1")
FILE = uuid5(NAMESPACE, "file")
REFERENCE = "S7XT-YF3L"
WORKER = "iss_worker"
TIED = {
    "ex": Details(
        relation="ex_partner",
        given="Thomas",
        family="Hargreave",
        nicknames=("Tommo",),
        phones=("07700 900321",),
        addresses=(Address("3 Quarry Bank", "EB4 7TX"),),
    ),
    "neighbour": Details(
        relation="neighbour",
        given="Sheila",
        family="Oddell",
        phones=("01632 960456",),
        addresses=(Address("16 Larch Row", "EB1 2CD"),),
    ),
    "daughter": Details(
        relation="child",
        given="Maya",
        family="Rahman",
        date_of_birth="2017-05-11",
        school="St Wystan's Primary",
    ),
    "mother": Details(relation="parent", given="Farida", family="Rahman", phones=("07700 900654",)),
    "officer": Details(relation="professional", given="Gareth", family="Penhale"),
}
# Whatever of these leaves by mistake: names, numbers and addresses of others, as the entries spell them.
MUST_STAY = (
    *("Oddell", "Sheila", "ODDELL", "SHEILA", "16 Larch Row"),
    *("01632 960456", "0163 2960 456", "01632-960-456"),
    *("Tommo", "Hargreave", "HARGREAVE", "07700900321", "+44 7700 900 321", "AB12 CDE"),
    *("3 Quarry Bank", "Quarry Bank", "EB4 7TX"),
    *("Farida", "07700 900654", "07700-900-654"),
    *("Penhale", "Gareth"),
    *("St Wystan", "St. Wystan", "11 May 2017", "11/05/2017"),
    *("whippets", "lives at the corner"),  # no machine knows whom that describes: selected by hand
    # that somebody near told us, and what only she can have heard (E25)
    *("neighbour", "shouting", "not be named", "list of the nights"),
)


def load() -> UUID:
    """Make the file with its people, entries, consent and draft; return the request's id."""
    with acting_as(cast.PEOPLE[WORKER].id):
        by = cast.worker(WORKER)
        file = _file(by)
        for key, details in TIED.items():
            people.add_person(
                file=file, by=by, details=details, person_id=uuid5(NAMESPACE, "tied:" + key)
            )
        entries = tuple(_entry(file, by, number).id for number in range(len(TOLD)))
        scanned = uploading.a_document(file, by, "letter.png", a_scan())
        entries = (*entries, scanned.entry_id)
        contact = _contact()
        consent = actions.record_consent(file=file, terms=_terms(contact, entries), by=by)
        return _draft(file, contact, consent, entries)


def a_scan() -> bytes:
    """Return a letter as a scanner gives it: a picture, in which no program reads a name."""
    sheet = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(sheet)
    for line, words in enumerate(
        ("Dear Ms Rahman,", "Mrs Oddell of 16 Larch Row writes to us", "that the rent is paid.")
    ):
        pen.text((140, 220 + 90 * line), words, fill=0, font_size=44)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _file(by: Worker) -> CaseFile:
    return files.open_new_file(
        service="iss",
        particulars=files.Particulars(
            name="Nadia Rahman",
            known_as=[],
            date_of_birth=date(1990, 3, 9),
            contact={},
            partner_names=["Thomas Hargreave"],
        ),
        by=by,
        opened_on=date.today() - timedelta(days=200),
        file_id=FILE,
        reference=REFERENCE,
    )


def _entry(file: CaseFile, by: Worker, number: int) -> Entry:
    opinion = number % 10 == 9
    return files.add_entry(
        file=file,
        by=by,
        kind=Entry.Kind.CALL if number % 3 else Entry.Kind.SESSION,
        nature=Entry.Nature.OPINION if opinion else Entry.Nature.FACT,
        body=TOLD[number],
        basis="What she said, and how she said it." if opinion else "",
        happened_on=date.today() - timedelta(days=190 - 3 * number),
        entry_id=uuid5(NAMESPACE, f"entry:{number}"),
    )


def _contact() -> AgencyContact:
    (found,) = (c for c in AgencyContact.objects.select_related("agency") if c.name == CONTACT)
    return found


def _terms(contact: AgencyContact, entries: tuple[UUID, ...]) -> ConsentTerms:
    today = date.today()
    return ConsentTerms(
        to_agency=contact.agency,
        given_on=today - timedelta(days=2),
        why="She is to be rehoused, and they ask for the history.",
        agreeing="They learn of the violence.",
        refusing="She waits longer.",
        implications_on=today - timedelta(days=3),
        limits_asked=True,
        expires_on=today + timedelta(days=60),
        covers=frozenset(entries),
    )


def _draft(
    file: CaseFile, contact: AgencyContact, consent: Consent, entries: tuple[UUID, ...]
) -> UUID:
    today = date.today()
    says = Particulars(
        contact=contact,
        consent=consent,
        entries=entries,
        readers=("Jasmine Orr",),
        knows_readers=True,
        knows_policy=True,
        says_not_partner=True,
        concern_raised=False,
        explained_on=today - timedelta(days=2),
        raises_risk=False,
        risk_words="He does not know the office.",
        request_id=uuid5(NAMESPACE, "request"),
    )
    return actions.ask_to_disclose(file=file, says=says, by=cast.worker(WORKER)).id
