"""Something handed on out of the wrong file, and taken into the right one, by the product's own actions."""

from uuid import UUID, uuid4

from django.db import connection

from clients.contacting.access import telling_in
from clients.contacting.models import ContactVersion
from clients.contacting.profile import Point, Profile
from clients.misfiled import actions, told
from clients.misfiled.access import open_parcel
from clients.misfiled.models import Handing, Parcel
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.people.access import open_person
from confidentiality.access.identity import acting_as
from tests import cast
from tests.contacting.working import tell
from tests.database import owner
from tests.people.working import a_file_of_two, add
from tests.thirdparty.working import AMINA, an_entry

# Amina's entry is about Siobhan, whose file a colleague leads.
RIGHT, TAKER = "siobhan", "iss_colleague"
REFERENCE = cast.FILES[RIGHT].reference
WORDS = "Her caseworker at the clinic is called Oona."


def hand_on(
    what: UUID,
    *,
    by: str = "iss_worker",
    to: str = REFERENCE,
    third: bool = False,
    stays: bool = False,
) -> UUID:
    """Hand an entry or a record on; return the parcel's id."""
    with acting_as(cast.PEOPLE[by].id):
        model: type[Entry] | type[ThirdPartyRecord] = ThirdPartyRecord if third else Entry
        root = model._default_manager.select_related("file").get(id=what)
        key = uuid4()
        actions.hand_on(
            root=root, reference=to, why="She is hers.", handing_id=key, contact_stays=stays
        )
        return key


def take(parcel: UUID, *, by: str = TAKER) -> str:
    """Take a parcel into the right file; return what came of it."""
    with acting_as(cast.PEOPLE[by].id):
        found, file = open_parcel(parcel)
        return actions.take_parcel(parcel=found, file=file, by=cast.worker(by))


def hand_on_person(who: UUID, *, by: str = "iss_worker", to: str = REFERENCE) -> UUID:
    """Hand somebody tied to a file on, or with no reference, to be struck out; return the parcel's id."""
    with acting_as(cast.PEOPLE[by].id):
        file, key = CaseFile.objects.get(linked_people=who), uuid4()
        found = open_person(file, who).who
        told.hand_on_person(
            file=file, who=found, reference=to, why="They are hers.", handing_id=key
        )
        return key


def hand_on_telling(
    number: int, *, file: UUID = AMINA, by: str = "iss_worker", to: str = REFERENCE
) -> UUID:
    """Hand a telling of safe contact on by its number; return the parcel's id."""
    with acting_as(cast.PEOPLE[by].id):
        on, key = CaseFile.objects.get(id=file), uuid4()
        of_file = ContactVersion.objects.filter(file=on)
        found, before = telling_in(on, of_file.get(number=number).id)
        told.hand_on_telling(
            file=on, told=found, before=before, by=cast.worker(by), reference=to, why="Hers.", handing_id=key
        )  # fmt: skip
        return key


def take_told(parcel: UUID, *, by: str = TAKER) -> str:
    """Take what is told in versions into the right file, or agree that it is struck out; return what came of it."""
    with acting_as(cast.PEOPLE[by].id):
        found, file = open_parcel(parcel)
        if found.kind != Parcel.Kind.PERSON:
            return told.take_telling(parcel=found, file=file, struck=found.struck)
        me = cast.worker(by)
        return told.take_person(parcel=found, file=file, struck=found.struck, by=me)


def raw_take(parcels: list[UUID], olds: list[UUID], by: str) -> str:
    """Take parcels by SQL, with anything for what they hold; return what came of it."""
    with acting_as(cast.PEOPLE[by].id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_parcels(%s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[], %s::bytea[],"
            " %s::bytea[], '{}', '{}', '{}', '{}', '{}', '{}')",
            [
                [str(each) for each in parcels],
                [str(each) for each in olds],
                [str(uuid4()) for _ in olds],
                *[[b"x"] * len(olds) for _ in range(4)],
            ],
        )
        return str(cursor.fetchone()[0])


def is_handed_on(what: UUID, *, by: str = "iss_worker") -> bool:
    """Say whether something waits to be taken, as its file's people see it."""
    with acting_as(cast.PEOPLE[by].id):
        return Handing.objects.filter(entry=what).exists()


def an_ended_handing(what: UUID, kind: str = "record") -> UUID:
    """Note that what a worker of Amina's file handed on was changed since, as taking it would."""
    notice = uuid4()
    owner(
        "INSERT INTO misfiled_endedhanding (id, file_id, kind, subject, for_whom_id, handed_at, at)"
        " VALUES (%s, %s, %s, %s, %s, now(), now())",
        *(notice, cast.FILES["amina"].id, kind, what, cast.PEOPLE["iss_worker"].id),
    )
    return notice


def a_notice() -> UUID:
    """Note that a package of Amina's file held something of another's, as taking it would."""
    notice = uuid4()
    owner(
        "INSERT INTO misfiled_leftinpackage (id, file_id, release, at) VALUES (%s, %s, 'R-2222-2222', now())",
        notice,
        cast.FILES["amina"].id,
    )
    return notice


def a_lost_discussion() -> UUID:
    """Note that a disclosure of Amina's file left on a discussion that another's entry noted, as taking it would."""
    notice = uuid4()
    owner(
        'INSERT INTO misfiled_lostdiscussion (id, file_id, request, with_whom_id, "on", release, at)'
        " VALUES (%s, %s, %s, %s, '2026-01-05', 'R-2222-2222', now())",
        notice,
        cast.FILES["amina"].id,
        uuid4(),
        cast.PEOPLE["iss_manager"].id,
    )
    return notice


def subjects() -> dict[str, str]:
    """Hand an entry of Siobhan's file to Amina's, and one the other way; somebody and safe contact to Amina's."""
    amina, file = cast.FILES["amina"].reference, a_file_of_two("Wren Castell")
    tell(Profile(phones=(Point("07700 900611", safe="yes"),), safe_to_call="yes"), file=file)
    told_of = add(file=file)
    told_file = a_file_of_two("Fern Castell")  # Amina's is held: no telling leaves it
    for phone in ("07700 900612", "07700 900613"):
        tell(Profile(phones=(Point(phone, safe="yes"),), safe_to_call="yes"), file=told_file)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        first = ContactVersion.objects.select_related("file").get(file=told_file, number=1)
    back = an_entry(WORDS, by=TAKER, file=cast.FILES[RIGHT].id)
    handed = an_entry(WORDS)
    hand_on(handed)
    return {
        "ended handing": str(an_ended_handing(uuid4())),
        "left in package": str(a_notice()),
        "lost discussion": str(a_lost_discussion()),
        "parcel": str(hand_on(back, by=TAKER, to=cast.FILES["amina"].reference)),
        "handed on": str(handed),
        "person parcel": str(hand_on_person(told_of, by=TAKER, to=amina)),
        "told file": first.file.reference,
        "telling": str(first.id),
        "telling parcel": str(hand_on_telling(1, file=file, by=TAKER, to=amina)),
    }
