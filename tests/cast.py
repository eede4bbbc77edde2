"""The cast: the same invented people in every test and in the demo.

`load()` runs as the database's owner on a migrated database and is safe to repeat. Files and entries are
written through the product's own actions, each as the worker who would write them. Passwords and second factors
come from this installation's secret, so no password stands in the source.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from clients import actions, closing
from clients.models import CaseFile, Entry, PartnerLink, Wall
from clients.programme import actions as programme
from confidentiality.access.identity import acting_as
from confidentiality.interface.drawn import LETTERS
from confidentiality.policy.registry import CLAUSES
from retention.models import Certificate
from staff.declarations import actions as declarations
from staff.declarations.models import Statement
from staff.induction import access as induction_access
from staff.induction import actions as induction
from staff.induction.models import PolicyVersion
from staff.models import Account, Role, RoleLoan, Service, Team, Worker
from staff.signing_in import seal_factor
from staff.training import actions as training
from staff.training.models import Item, Training

NAMESPACE = UUID("6f1c1f0e-0c5e-4d0e-9a50-1a7c4ca57000")


@dataclass(frozen=True)
class Person:
    """One of the cast's workers; `team_grant` makes a line manager of the named teams."""

    key: str
    name: str
    role: Role
    service: Service = Service.NEITHER
    team: str | None = None
    manager: str | None = None
    team_grant: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Return the person's fixed id."""
        return uuid5(NAMESPACE, self.key)

    @property
    def sign_in(self) -> str:
        """Return the sign-in name."""
        return self.key.replace("_", ".")


ISS, DVPP = Service.ISS, Service.DVPP
PEOPLE = {
    person.key: person
    for person in (
        Person(
            "iss_manager", "Ruth Adair", Role.LINE_MANAGER, ISS, "ISS team", None, ("ISS team",)
        ),
        Person(
            "dvpp_manager", "Owen Sayle", Role.LINE_MANAGER, DVPP, "DVPP team", None, ("DVPP team",)
        ),
        Person("iss_worker", "Priya Menon", Role.ISS_WORKER, ISS, "ISS team", "iss_manager"),
        Person("iss_colleague", "Hannah Boyce", Role.ISS_WORKER, ISS, "ISS team", "iss_manager"),
        Person("iss_volunteer", "Tilda Marsh", Role.VOLUNTEER, ISS, "ISS team", "iss_manager"),
        Person(
            "iss_senior", "Colette Dunne", Role.SENIOR_PRACTITIONER, ISS, "ISS team", "iss_manager"
        ),
        Person(
            "dvpp_worker", "Martin Oyelaran", Role.DVPP_WORKER, DVPP, "DVPP team", "dvpp_manager"
        ),
        Person(
            "dvpp_colleague", "Lewis Crane", Role.DVPP_WORKER, DVPP, "DVPP team", "dvpp_manager"
        ),
        Person("safeguarding_lead", "Frances Holt", Role.SAFEGUARDING_LEAD),
        Person("dp_lead", "Anil Kapadia", Role.DATA_PROTECTION_LEAD),
        Person("records_admin", "Gwen Pryor", Role.RECORDS_ADMIN),
        Person("hr", "Stella Whitcombe", Role.HR),
        Person("committee", "Bernard Quayle", Role.COMMITTEE),
        Person("trustee", "Ines Calder", Role.OUTSIDE_APPROVER),
        Person("importer", "Kit Lowell", Role.VOLUNTEER),
    )
}


@dataclass(frozen=True)
class CastFile:
    """One of the cast's case files, found by its fixed key."""

    key: str
    name: str
    service: Service
    worker: str
    born: date
    partner: str = ""
    phone: str = ""

    @property
    def id(self) -> UUID:
        """Return the file's fixed id."""
        return uuid5(NAMESPACE, "file:" + self.key)

    @property
    def reference(self) -> str:
        """Return the fixed reference, of the same form as a drawn one."""
        digest = hashlib.sha256(self.key.encode()).digest()
        drawn = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])
        return f"{drawn[:4]}-{drawn[4:]}"


FILES = {
    file.key: file
    for file in (
        CastFile(
            "amina",
            "Amina Farouk",
            ISS,
            "iss_worker",
            date(1988, 4, 2),
            "Daniel Farouk",
            "07700 900101",
        ),
        CastFile(
            "daniel", "Daniel Farouk", DVPP, "dvpp_worker", date(1985, 11, 19), "", "07700 900102"
        ),
        CastFile("siobhan", "Siobhán Kerr", ISS, "iss_colleague", date(1992, 7, 30), "Craig Kerr"),
        CastFile("craig", "Craig Kerr", DVPP, "dvpp_colleague", date(1990, 1, 8)),
        CastFile("leila", "Leila Haddad", ISS, "iss_worker", date(1979, 9, 14), "Tom Haddad"),
        CastFile("due", "Margaret Tilling", ISS, "iss_worker", date(1961, 2, 27)),
    )
}
COUPLES = (("amina", "daniel"), ("siobhan", "craig"))
# The colleague is kin to Leila's family: a wall, although a grant was given by mistake.
CONFLICT = ("iss_colleague", "leila")
DUE = "due"


def _secret(label: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), label.encode(), "sha256")


def password_of(person: Person) -> str:
    """Return the demo password: four groups of five letters, of this installation only."""
    letters = base64.b32encode(_secret("password:" + person.key)).decode().lower()[:20]
    return "-".join(letters[i : i + 5] for i in range(0, 20, 5))


def totp_secret_of(person: Person) -> str:
    """Return the demo authenticator secret (base32), of this installation only."""
    return base64.b32encode(_secret("totp:" + person.key)[:20]).decode()


def worker(key: str) -> Worker:
    """Return a cast worker's row, with account and team, as whoever acts now may read it."""
    return Worker.objects.select_related("team").get(pk=PEOPLE[key].id)


def load() -> None:
    """Make the cast where it is missing, and lend the importer's role for another day."""
    _load_teams()
    for person in PEOPLE.values():
        if not Account.objects.filter(id=person.id).exists():
            _load_person(person)
    _lend_importer()
    if not PolicyVersion.objects.exists():
        _load_policy()
    if not Training.objects.exists():
        _load_inductions()
    if not Statement.objects.exists():
        _load_declarations()
    for file in FILES.values():
        # what the demo's sweep has destroyed does not come back at the next start
        gone = Certificate.objects.filter(file_id=file.id).exists()
        if not gone and not CaseFile.objects.filter(id=file.id).exists():
            _load_file(file)
    if not PartnerLink.objects.exists():
        _load_couples_and_conflict()
        _load_signed_forms()
    # its own module, which needs this one's people
    from tests import cast_disclosures

    cast_disclosures.load()


def _load_teams() -> None:
    for name, service in (("ISS team", ISS), ("DVPP team", DVPP)):
        Team.objects.get_or_create(name=name, defaults={"service": service})


def _load_person(person: Person) -> None:
    account = Account.objects.create(
        id=person.id, sign_in_name=person.sign_in, password=make_password(password_of(person))
    )
    team = Team.objects.get(name=person.team) if person.team else None
    Worker.objects.create(
        account=account,
        display_name=person.name,
        role=person.role,
        service=person.service,
        team=team,
        line_manager=Worker.objects.get(pk=PEOPLE[person.manager].id) if person.manager else None,
    )
    account.groups.set(Team.objects.filter(name__in=person.team_grant))
    with acting_as(person.id):
        secret = seal_factor(person.id, totp_secret_of(person))
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": secret}
        )
        RecoveryCodes.activate(account)


def _lend_importer() -> None:
    now = timezone.now()
    importer = PEOPLE["importer"].id
    if not RoleLoan.objects.filter(worker_id=importer, ends_at__gt=now).exists():
        RoleLoan.objects.create(
            worker_id=importer,
            role=Role.IMPORTER,
            lent_by_id=PEOPLE["iss_manager"].id,
            approved_by_id=PEOPLE["dvpp_manager"].id,
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )


def _load_policy() -> None:
    """Put a policy in force, in the product's own words of each clause, and let everybody acknowledge it."""
    text = "\n\n".join(f"# {clause.number} {clause.title}" for clause in CLAUSES)
    with acting_as(PEOPLE["dp_lead"].id):
        written = induction.write(
            text=text, changes="The first version.", instead_of=None, by=worker("dp_lead")
        )
    with acting_as(PEOPLE["records_admin"].id):
        version = induction.publish(version_id=written.id, by=worker("records_admin"))
    for key, person in PEOPLE.items():
        with acting_as(person.id):
            induction.acknowledge(version=version, by=worker(key))


def _load_inductions() -> None:
    """Let HR note everybody's induction, and the records admin HR's."""
    today = timezone.localdate()
    for key in PEOPLE:
        noter = "records_admin" if key == "hr" else "hr"
        with acting_as(PEOPLE[noter].id):
            by, person = worker(noter), worker(key)
            for item in Item.objects.exclude(code=Item.Code.DECLARED).order_by("position"):
                training.note_line(item=item, person=person, done_by=by.pk, done_on=today, by=by)
            training.note_training(
                person=person,
                subject=Training.Subject.POLICY,
                content="The confidentiality policy, clause by clause",
                trainer=PEOPLE["dp_lead"].name,
                held_on=today,
                months=24,
                by=by,
            )


def _load_declarations() -> None:
    """Let everybody declare that they know nobody."""
    for key, person in PEOPLE.items():
        with acting_as(person.id):
            declarations.state(by=worker(key))


def _load_file(file: CastFile) -> None:
    with acting_as(PEOPLE[file.worker].id):
        by = worker(file.worker)
        made = actions.open_new_file(
            service=file.service,
            by=by,
            opened_on=_opened_on(file),
            particulars=actions.Particulars(
                name=file.name,
                date_of_birth=file.born,
                contact={"phones": [file.phone] if file.phone else [], "safe_to_call": "unknown"},
                partner_names=[file.partner] if file.partner else [],
            ),
            file_id=file.id,
            reference=file.reference,
        )
        for written in ENTRIES.get(file.key, ()):
            actions.add_entry(file=made, by=by, happened_on=_opened_on(file), **written)
        if file.key == "amina":
            actions.add_third_party_record(file=made, by=by, **THIRD_PARTY)
    if file.key == DUE:
        # a manager, whose it is to say that somebody left long ago
        manager = worker(f"{file.service}_manager")
        with acting_as(manager.pk):
            closing.close_file(file=made, by=manager, left_on=six_years_and_a_day_ago())


def six_years_and_a_day_ago() -> date:
    """Return a day on which a person left whose file is due today (a day longer ago on a leap year's 1 March)."""
    yesterday = timezone.localdate() - timedelta(days=1)
    try:
        return yesterday.replace(year=yesterday.year - 6)
    except ValueError:
        return date(yesterday.year - 6, 2, 28)


def _opened_on(file: CastFile) -> date:
    return date(2018, 3, 5) if file.key == DUE else timezone.localdate() - timedelta(days=40)


def _load_couples_and_conflict() -> None:
    for one, other in COUPLES:
        first, second = sorted((FILES[one].id, FILES[other].id))
        PartnerLink.objects.create(file_a_id=first, file_b_id=second)
    kin, file_key = CONFLICT
    file = CaseFile.objects.get(id=FILES[file_key].id)
    with acting_as(PEOPLE["iss_worker"].id):
        actions.give_to_worker(
            file=file,
            worker=worker(kin),
            rights=("view",),
            reason="cover",
            by=PEOPLE["iss_worker"].id,
        )
    Wall.objects.create(user_id=PEOPLE[kin].id, file=file, kind=Wall.Kind.CONFLICT)


def _load_signed_forms() -> None:
    """Let the men of the cast have signed where their confidentiality ends, each before his own worker."""
    for file in (each for each in FILES.values() if each.service == DVPP):
        with acting_as(PEOPLE[file.worker].id):
            by, version = worker(file.worker), induction_access.current()
            assert version is not None
            programme.record_signed(
                file=CaseFile.objects.get(id=file.id),
                version=version,
                signed_on=timezone.localdate() - timedelta(days=30),
                witnessed_by=by.pk,
                by=by,
                form_id=uuid4(),
            )


FACT, OPINION = Entry.Nature.FACT, Entry.Nature.OPINION
ENTRIES: dict[str, tuple[dict[str, Any], ...]] = {
    "amina": (
        {
            "kind": "call",
            "nature": FACT,
            "body": "Amina rang. She is staying at her sister's until Friday.",
        },
        {
            "kind": "session",
            "nature": OPINION,
            "body": "She seems safer since the locks were changed.",
            "basis": "She sleeps through the night again and has stopped keeping a bag packed.",
        },
        {
            "kind": "session",
            "nature": FACT,
            "body": "She disclosed a rape in the spring of last year.",
            "sensitive_kind": "rape",
        },
    ),
    "daniel": (
        {"kind": "session", "nature": FACT, "body": "Daniel attended the second group session."},
    ),
    "leila": (
        {"kind": "call", "nature": FACT, "body": "Leila asked about help with her tenancy."},
    ),
    "due": (
        {"kind": "note", "nature": FACT, "body": "Margaret has moved away and needs nothing more."},
    ),
}
THIRD_PARTY: dict[str, Any] = {
    "about_whom": "Daniel Farouk",
    "from_whom": "Her sister Nadia",
    "body": "Nadia says that Daniel keeps a hunting knife in the car.",
    "in_confidence": True,
    "safety_critical": True,
}


def as_json() -> list[dict[str, Any]]:
    """Return each person's role, sign-in, secrets and files, for people and programs who try the product."""
    return [
        {
            "key": person.key,
            "name": person.name,
            "role": "importer" if person.key == "importer" else str(person.role),
            "service": str(person.service),
            "sign_in": person.sign_in,
            "password": password_of(person),
            "totp_secret": totp_secret_of(person),
            "files": [f.reference for f in FILES.values() if f.worker == person.key],
        }
        for person in PEOPLE.values()
    ]
