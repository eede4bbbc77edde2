"""The world that every address and form is asked in: one subject of each kind, made by the product's own actions.

`build_world` works on a committed database, as the web and the worker login; `grow` makes of everything as much again.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from clients import actions as files
from clients.allocation import actions as allocation
from clients.duty.door import search_on_duty
from clients.emergency import actions as emergencies
from clients.emergency.models import WallAlert
from clients.emergency.walls import tell_of_wall
from clients.hearing import tell_rooms
from clients.imports import actions as imports
from clients.imports.models import Import, ImportRow, Pairing
from clients.models import CaseFile, Entry
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import note_answer
from disclosures.models import AgencyContact, DisclosureRequest, Release
from disclosures.picture import Proviso, ProvisoKind
from retention import actions as retention
from retention.models import Certificate, Hold
from retention.rules import Side
from staff.absence import actions as absences
from staff.absence.models import Absence
from staff.breaches.rules import Kind
from staff.induction.actions import acknowledge
from staff.induction.models import PolicyVersion
from staff.models import Team, Worker
from tests import cast, uploading
from tests.accounts import working as accounts
from tests.agencies import working as agencies
from tests.agencyworkers import working as agencyworkers
from tests.askings import working as askings
from tests.breaches import working as breaches
from tests.callers import working as callers
from tests.clients.imports.working import GOOD, MAN, sheet_bytes
from tests.conflicts import working as conflicts
from tests.contacting import working as contacting
from tests.declarations import working as declarations
from tests.delivery import delivering
from tests.deputies import working as deputies
from tests.diary import working as diary
from tests.disclosures import own, story
from tests.drafting import type_an_entry
from tests.duplicates import working as duplicates
from tests.emergency import working as emergency
from tests.enquiries import working as enquiries
from tests.groups import working as groups
from tests.induction import working as policy
from tests.kiosk import office
from tests.letters import working as letters
from tests.misfiled import working as misfiled
from tests.notifications import working as notifications
from tests.organisation import working as organisation
from tests.ownfile import working as ownfile
from tests.paper import working as paper
from tests.partners import working as partners
from tests.people import working as people
from tests.programme import working as programme
from tests.protocols import working as protocols
from tests.readers import outside
from tests.redaction import working as preparing
from tests.refusals import working as refusals
from tests.reminders import working as reminders
from tests.retention import working
from tests.reviewing import working as reviewing
from tests.rota import working as rota
from tests.scans import preparing as scans
from tests.staff.soft_key import SoftKey
from tests.staff.with_passkeys import give
from tests.tasks import working as tasks
from tests.thirdparty import working as thirdparty
from tests.training import working as training

Subjects = dict[str, str]
AMINA = cast.FILES["amina"]
# A row of each fate: placed, its homonym, the man who names them, without a surname (one of each service), closed.
ROWS = (
    GOOD,
    {**GOOD, "born": "5 May 1980"},
    MAN,
    {**GOOD, "first_name": "Noor", "surname": ""},
    {**MAN, "first_name": "Noel", "surname": "", "partner": ""},
    {
        **GOOD,
        "first_name": "Ines",
        "surname": "Vidal",
        "referred": "2010-06-13",
        "status": "closed",
        "left": "2012-06-13",
    },
)
QUESTION_ROW, WAITING_ISS_ROW, WAITING_DVPP_ROW = 4, 5, 6


@dataclass(frozen=True)
class Round:
    """One round of making: what later subjects rest on, and how its people's surnames end."""

    contact: UUID
    consent: UUID
    ending: str = ""


def _entry_since() -> str:
    """Write what no request for the file holds: it may be changed for a day."""
    with acting_as(story.who(story.ASKER)):
        made = files.add_entry(
            file=story.file(),
            by=cast.worker(story.ASKER),
            kind=Entry.Kind.NOTE,
            nature=Entry.Nature.FACT,
            body="Written since she asked for her file.",
            happened_on=story.days(0),
        )
        return str(made.id)


def build_world() -> Subjects:
    """Make the subjects; returns each by its name, as it stands in an address."""
    swept = _sweep()
    contact = story.an_agency()
    this = Round(contact, story.a_consent(contact))
    _give_rights()
    return {
        **{key: file.reference for key, file in cast.FILES.items()},
        **swept,
        **_written(this),
        **people.subjects(),  # whoever is tied to a file later is nobody whom a review has seen
        **_disclosed(this),
        **_at_the_office(own.subjects()),
        **scans.subjects(this.contact, this.consent),
        **_imported(this),
        **_held(),
        "event": _event(),
        **_in_emergency(),
        "turn": str(uuid4()),  # none: there is nobody who may take one
        **_behind_a_wall(),
        **_searched_on_duty(),
        **_covered_and_away(),
        **_enquired(),
        **askings.subjects(),
        **callers.subjects(),
        **refusals.subjects(),
        **ownfile.subjects(),
        "entry since": _entry_since(),
        "passkey": str(give(cast.PEOPLE["iss_worker"], SoftKey())),
        "typed": str(type_an_entry(AMINA)),
        "policy": _policy(),
        "shift": str(rota.enter(starts=24, second="safeguarding_lead")),
        "deputyship": str(deputies.appoint(starts=3)),
        **_accounts(),
        **_breaches(),
        **organisation.subjects(),
        **_reminded(),
        **training.subjects(),
        **paper.subjects(),
        **contacting.subjects(),
        **thirdparty.subjects(),
        **misfiled.subjects(),
        **duplicates.subjects(),
        **letters.subjects(),
        **programme.subjects(),
        **groups.subjects(),
        **notifications.subjects(),
        "task": tasks.a_task(),
        **diary.subjects(),
        **declarations.subjects(),
        **conflicts.subjects(),
        **partners.subjects(),
        "round": str(reviewing.begin()),
    }


def remember(subjects: Subjects) -> None:
    """Write into the database, beside what `watch` made, what its subjects are called: for whoever copies it."""
    working.owner(
        "CREATE TABLE watch.subjects AS SELECT * FROM jsonb_each_text(%s)", json.dumps(subjects)
    )


def remembered() -> Subjects:
    """Return what the subjects of this database are called."""
    return {str(name): str(said) for name, said in working.owner("SELECT * FROM watch.subjects")}


def grow() -> None:
    """Make as much again of everything that a page lists."""
    contact = story.an_agency(name="Larkfield Clinic")
    this = Round(contact, story.a_consent(contact), ending="ley")
    _written(this)
    _disclosed(this)
    _imported(this)
    _held()
    _in_emergency("iss_volunteer", "iss_worker")
    emergency.behind_a_new_wall("hr", "amina")
    _searched_on_duty()
    _covered_and_away(ahead=300)
    _enquired()
    askings.subjects()
    callers.subjects()
    refusals.subjects()
    ownfile.subjects()
    type_an_entry(AMINA)
    _policy()
    _accounts("nell.lind", "dvpp_colleague")
    _breaches()
    organisation.subjects()
    paper.subjects("Cabinet 2")
    people.subjects()
    contacting.subjects()
    thirdparty.subjects()
    misfiled.subjects()
    duplicates.subjects()
    letters.subjects()
    programme.subjects()
    groups.subjects()
    notifications.subjects()
    tasks.a_task()
    diary.subjects()
    declarations.subjects()
    conflicts.one_more()
    partners.one_more()
    deputies.appoint("iss_worker", starts=3)
    rota.enter(starts=48, second="safeguarding_lead")
    give(cast.PEOPLE["iss_worker"], SoftKey())
    _file_for(cast.PEOPLE["iss_worker"], "Roisin Vane")
    with acting_as(story.who("iss_worker")):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=AMINA.id)
        files.add_third_party_record(file=file, by=by, **cast.THIRD_PARTY)
    _sweep()


def _policy() -> str:
    """Put another version in force, which everybody has some days to acknowledge, and let one more wait."""
    for key in cast.PEOPLE:
        with acting_as(story.who(key)):
            version = PolicyVersion.objects.exclude(number=None).latest("number")
            acknowledge(version=version, by=cast.worker(key))
    made = policy.publish(f"# 2.1 Who decides\n\nShe does, says version {uuid4()}.")
    policy.write(by="records_admin")
    return str(made.number)


def _accounts(name: str = "nora.lind", about: str = "iss_senior") -> dict[str, str]:
    """Let somebody come, type on Amina's file and go again, and a change wait that HR has asked for."""
    former = uuid4()
    accounts.ask_and_agree("start", former, sign_in_name=name)
    left = _typed_by(former)
    accounts.ask_and_agree("leave", former)
    change, _ = accounts.ask("reset", about, by="hr")
    return {
        "colleague": str(story.who("iss_colleague")),
        "former colleague": str(former),
        "account change": str(change.id),
        "left": str(left),
    }


def _reminded() -> Subjects:
    """Let one address count and another wait for its code."""
    reminders.an_address("records_admin")
    reminders.note("iss_worker")
    return {}


def _typed_by(person: UUID) -> UUID:
    """Let somebody whom she gives a right to write in it type on Amina's file, and send nothing."""
    with acting_as(story.who("iss_worker")):
        file, by = CaseFile.objects.get(id=AMINA.id), story.who("iss_worker")
        worker = Worker.objects.get(pk=person)
        rights = ("view", "contribute")
        files.give_to_worker(file=file, worker=worker, rights=rights, reason="cover", by=by)
    return type_an_entry(AMINA, by=person)


def _breaches() -> Subjects:
    """Report three breaches: one with its safety call and much noted, one without, one of which HR is told."""
    handled, owed, told = (breaches.report(danger=danger) for danger in ("yes", "yes", "no"))
    breaches.note(handled, Kind.SAFETY_CALL, code="made", worker=breaches.LEAD)
    breaches.note_enough(handled)
    breaches.note(told, Kind.SEVERITY, code="serious")
    breaches.note(told, Kind.DISCIPLINARY, code="begun", named="HR-31")
    steps = ("note", "safety-call", "severity", "regulator")
    return {"breach": str(handled), "breach in danger": str(owed), **{step: step for step in steps}}


def _event() -> str:
    """Return the id of an audit event."""
    with acting_as(story.who("records_admin")):
        return str(Event.objects.filter(action="entry_added")[:1].get().id)


def _sweep() -> dict[str, str]:
    """Let a sweep destroy what is due, and leave another file that is due."""
    sweep_id = working.sweep()
    working.a_file(name="Ottoline Vance")
    with acting_as(story.who("records_admin")):
        certificate = Certificate.objects.get(sweep_id=sweep_id)
        return {"sweep": str(sweep_id), "certificate": str(certificate.id)}


def _give_rights() -> None:
    """Give the volunteer the view of Amina's file, and the senior one that ended an hour ago."""
    ended = timezone.now() - timedelta(hours=1)
    with acting_as(story.who("iss_worker")):
        file, by = CaseFile.objects.get(id=AMINA.id), story.who("iss_worker")
        for key, until in (("iss_volunteer", None), ("iss_senior", ended)):
            files.give_to_worker(
                file=file,
                worker=cast.worker(key),
                rights=("view",),
                reason="cover",
                by=by,
                until=until,
            )


def _file_for(person: cast.Person, name: str) -> CaseFile:
    with acting_as(person.id):
        by = cast.worker(person.key)
        return files.open_new_file(
            service=by.service,
            particulars=files.Particulars(name=name),
            by=by,
            opened_on=timezone.localdate(),
        )


def _written(this: Round) -> Subjects:
    """Write an entry that is sensitive and corrected, and let an agency be on the register."""
    with acting_as(story.who("iss_worker")):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=AMINA.id)
        plain, sensitive = (
            files.add_entry(
                file=file,
                by=by,
                kind="call",
                nature="fact",
                body="She rang again.",
                happened_on=timezone.localdate(),
                sensitive_kind=kind,
            )
            for kind in ("", "hiv")
        )
        files.correct_entry(
            entry=plain,
            by=by,
            nature="fact",
            body="Her sister rang.",
            happened_on=timezone.localdate(),
        )
        agency = AgencyContact.objects.get(id=this.contact).agency_id
        documents = _documents(file, by)
    leilas = _entry_of("leila", "iss_worker")
    return {
        "entry": str(plain.id),
        "sensitive": str(sensitive.id),
        "leila's entry": str(leilas),
        "consent": str(this.consent),
        "agency": str(agency),
        **agencies.subjects(this.contact),
        **protocols.subjects(this.contact),
        **agencyworkers.subjects(),
        **documents,
    }


def _documents(file: CaseFile, by: Worker) -> Subjects:
    """Add a document, a sensitive one, and one of a third party."""
    plain, sensitive = (uploading.a_document(file, by, sensitive_kind=kind) for kind in ("", "hiv"))
    third = uploading.a_third_party_document(file, by)
    return {
        "document": str(plain.id),
        "sensitive document": str(sensitive.id),
        "third-party document": str(third.id),
    }


def _entry_of(key: str, holder: str) -> UUID:
    with acting_as(story.who(holder)):
        return Entry.objects.filter(file_id=cast.FILES[key].id)[:1].get().id


def _disclosed(this: Round) -> Subjects:
    """Carry requests to their states."""
    requests = [story.a_draft(this.contact, this.consent) for _ in range(7)]
    draft, risky, unreviewed, submitted, signed, released, recalled = requests
    story.go_through(draft)
    with acting_as(story.who("iss_worker")):
        DisclosureRequest.objects.filter(id=risky).update(raises_risk=True)
    for request in (unreviewed, submitted, signed, released, recalled):
        story.submit(request)
    story.review(submitted)
    for request in (signed, released, recalled):
        story.sign_off(request)
        story.read(request)
    release, mistaken = story.release(released), story.release(recalled)
    outside.recall(mistaken.package.id)
    ahead = story.release_ahead(story.an_urgent_draft())
    return {
        "urgent draft": str(story.an_urgent_draft()),
        "package ahead": str(ahead.package.id),
        "notice": str(delivering.a_notice(release).id),
        **{basis: basis for basis in ("informed_consent", "threat", "statutory")},
        "draft": str(draft),
        "risky draft": str(risky),
        "unreviewed": str(unreviewed),
        "submitted": str(submitted),
        "signed": str(signed),
        "released": str(released),
        "package": str(release.package.id),
        "recalled package": str(mistaken.package.id),
        "guessed link": str(outside.a_guessed_link(release.package.id)),
        **_in_preparation(this),
        **_asked_of_others(this),
        **_limited_since(),
    }


def _asked_of_others(this: Round) -> Subjects:
    """Ask others twice on a paper that lies on the file; one of them has answered."""
    terms = {"authorised_on": story.days(-1), "paper": story.a_paper(), "beside": True}
    consent = story.a_consent(this.contact, **terms)
    waits, ended = (story.ask_others(this.contact, consent) for _ in range(2))
    with acting_as(story.who("iss_worker")):
        release, by = Release.objects.get(id=ended.id), cast.worker("iss_worker")
        note_answer(release=release, answer=Release.Answer.ANSWERED, by=by)
    return {
        "papered consent": str(consent),
        "asked of others": str(waits.request_id),
        "answered": str(ended.request_id),
    }


def _limited_since() -> Subjects:
    """Release to an agency, for which the client then sets a limit in words that waits for a manager to read it."""
    contact = story.an_agency(name="Quay Clinic")
    request = story.a_draft(contact, story.a_consent(contact))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    release = story.release(request)
    limit = Proviso(ProvisoKind.OWN_WORDS, words="Only about the flat")
    story.a_consent(contact, provisos=(limit,), beside=True)
    with acting_as(story.who(story.ASKER)):
        tell_rooms(story.file(), cast.worker(story.ASKER))
    return {"limited package": str(release.package.id)}


def _at_the_office(subjects: Subjects) -> Subjects:
    """Let the client read their own file at a screen, and ask for another screen."""
    screen, cookie = office.a_screen()
    browser, told = office.reading(UUID(subjects["own package"]), cookie)
    return {
        **subjects,
        "remark": str(office.remark(browser, UUID(subjects["own package"]))),
        "office ticket": str(told.ticket.id),
        "screen": str(screen.id),
        "asked screen": str(office.an_asked_screen().id),
    }


def _in_preparation(this: Round) -> Subjects:
    """Pick an entry in which somebody told something in confidence, and withhold its first words."""
    request = preparing.a_request(preparing.TOLD, contact=this.contact, consent=this.consent)
    step = preparing.withhold(request, "The neighbour")
    start = preparing.TOLD.index(preparing.SAID)
    return {
        "in preparation": str(request),
        "picked": str(step.entry_id),
        "step": str(step.id),
        "part": "body",
        "start": str(start),
        "end": str(start + len(preparing.SAID)),
    }


def _imported(this: Round) -> Subjects:
    """Take in four sheets: its dates not yet clear, ready to start, imported with questions, and all settled."""
    unclear = {**GOOD, "first_name": "Unclear", "referred": "03/06/2022"}
    ready = {**GOOD, "first_name": "Ready"}
    settled = {**GOOD, "first_name": "Settled"}
    sheets = [_sheet(this, row) for row in ((unclear,), (ready,), ROWS, (settled,))]
    for sheet in sheets[2:]:
        _start(sheet)
    working.do_jobs()
    applied = sheets[2]
    with acting_as(story.who("importer")):
        rows = {row.row: row for row in ImportRow.objects.filter(batch_id=applied)}
        assert Pairing.objects.filter(names=rows[QUESTION_ROW], linked__isnull=True).exists()
    with acting_as(story.who("iss_manager")):
        closed = CaseFile.objects.get(origin_import=applied, status=CaseFile.Status.CLOSED)
    return {
        "unclear sheet": str(sheets[0]),
        "ready sheet": str(sheets[1]),
        "import": str(applied),
        "settled import": str(sheets[3]),
        "row": "2",
        "question": str(rows[QUESTION_ROW].id),
        "waiting": str(rows[WAITING_ISS_ROW].id),
        "waiting man": str(rows[WAITING_DVPP_ROW].id),
        "to review": closed.reference,
    }


def _sheet(this: Round, rows: tuple[dict[str, str], ...]) -> UUID:
    """Upload a sheet as the importer."""
    data = sheet_bytes(*rows)
    for name in (b"Orme", b"ORME", b"Vidal", b"Ashgrove"):
        data = data.replace(name, name + this.ending.encode())
    with acting_as(story.who("importer")):
        by, today = cast.worker("importer"), timezone.localdate()
        return imports.take_in_sheet(data=data, by=by, today=today).id


def _start(sheet: UUID) -> None:
    with acting_as(story.who("importer")):
        iss, dvpp = (Team.objects.get(service=service) for service in ("iss", "dvpp"))
        imports.start_import(
            batch=Import.objects.get(id=sheet),
            iss_team=iss,
            dvpp_team=dvpp,
            by=cast.worker("importer"),
        )


def _held() -> Subjects:
    """Place a hold from either side."""
    placed = []
    for key, file_key, side, ground in (
        ("iss_manager", "amina", Side.FILE, Hold.Ground.CLAIM),
        ("records_admin", "leila", Side.RECORDS, Hold.Ground.INQUIRY),
    ):
        with acting_as(story.who(key)):
            by = cast.worker(key)
            file = CaseFile.objects.get(id=cast.FILES[file_key].id)
            hold_id = uuid4()
            retention.place_hold(hold_id=hold_id, file=file, by=by, side=side, ground=ground)
            placed.append(hold_id)
    return {"hold": str(placed[0]), "records hold": str(placed[1])}


def _in_emergency(using: str = "iss_senior", used: str = "iss_volunteer") -> Subjects:
    """Open a file in an emergency, have another ended and waiting for its review, and let somebody be looked for."""
    emergency.opened("iss_manager", "leila")  # which comes before the safeguarding lead
    running, ended = emergency.opened(using, "siobhan"), emergency.opened(used, "leila")
    emergency.end(ended, used)
    search = uuid4()
    with acting_as(story.who(using)):
        emergencies.ask_by_description(
            search_id=search, words="Somebody", at_risk=True, by=cast.worker(using)
        )
    return {"emergency": str(running), "ended emergency": str(ended), "search": str(search)}


def _behind_a_wall() -> Subjects:
    """Let the colleague who is kin try to reach the file."""
    with acting_as(story.who(emergency.KIN)):
        tell_of_wall(cast.FILES[emergency.WALLED_OFF].reference)
    with acting_as(story.who("iss_manager")):
        return {"wall alert": str(WallAlert.objects.get(kind=WallAlert.Kind.WALL).id)}


def _searched_on_duty() -> Subjects:
    """Let a colleague find Amina's file by a duty search."""
    with acting_as(story.who("iss_colleague")):
        found = search_on_duty(
            name="Amina", born=AMINA.born, phone="", by=cast.worker("iss_colleague")
        )
    assert found is not None
    return {"duty": str(found)}


def _covered_and_away(ahead: int = 200) -> Subjects:
    """Let her who leads Amina's file be away one day to come, and her manager cover it, who holds as much anyway."""
    day = timezone.localdate() + timedelta(days=ahead)
    with acting_as(story.who("iss_worker")):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=AMINA.id)
        absences.enter_days(worker=by, kind=Absence.Kind.AWAY, first_day=day, last_day=day, by=by)
        until = timezone.localdate() + timedelta(days=100)
        assert allocation.give_cover(
            file=file, to=cast.worker("iss_manager"), last_day=until, third_party=False, by=by
        )
        away = Absence.objects.get(worker=by, first_day=day)
    return {"absence": str(away.id), "asker": str(story.who("iss_worker"))}


def _enquired() -> Subjects:
    """Take an enquiry that has been written on, and one that is closed."""
    taken, closed = enquiries.take(), enquiries.take(caller="")
    enquiries.write_on(taken)
    enquiries.close(closed)
    return {"enquiry": str(taken), "closed enquiry": str(closed)}
