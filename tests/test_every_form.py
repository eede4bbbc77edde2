"""A10: every form of every page, sent hostile values and fields that it never had."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from clients import actions, closing
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast
from tests.attacking import FULL, report, sized
from tests.filling import (
    HOSTILE,
    UNASKED_DAY,
    UNASKED_ID,
    UNASKED_WORD,
    URL_ENCODED,
    WORDS,
    Filled,
    Form,
    badly,
    forms_of,
    one_by_one,
    post,
    refusal_in,
    rightly,
    rightly_but,
    send,
    unasked,
)
from tests.overreach import (
    NOTHING,
    Change,
    May,
    Snapshot,
    changes,
    fingerprint,
    overreached,
    touched,
)
from tests.typed import PLAIN, in_the_open, opened, typed_seals
from tests.uploading import TAKE_FILES
from tests.world import ADDRESSES, World
from tests.writes import ASK, LEAVE_NOTHING, SHOWN_ONCE, WRITES

pytestmark = [pytest.mark.slow, pytest.mark.attack("A10")]
SessionOf = Callable[[str], Client]
PARAMETERS = (
    *("q", "after", "page", "fate", "reason", "reference", "next", "file", "token"),
    *("person", "action", "outcome", "request", "since-day", "until-year", "day-day"),
    *("words", "kind", "stands"),
)
# Pages that read them: each gets every value in every parameter.
LISTS = frozenset(
    {
        *(
            "clients:my_files",
            "clients:search",
            "clients:file",
            "clients:third_party",
            "imports:dry_run",
        ),
        *("imports:queue", "retention:reviews", "retention:certificates", "retention:place_hold"),
        *("auditing:events", "auditing:daily_root", "clients:looks"),
        "disclosures:agencies",
    }
)
# In the frame and the cover of every page.
EVERYWHERE = ("/account/logout/", "/account/unlock/", "/screen/lock/")
UNASKED = (UNASKED_ID, UNASKED_DAY, UNASKED_WORD)


@dataclass(frozen=True)
class Found:
    """A form found on a page, and who found it there."""

    key: str
    person: str
    form: Form


@pytest.fixture(scope="module")
def found(world: World, session_of: SessionOf) -> list[Found]:
    """Every form that posts, on the page of every address, as whoever may open it."""
    keys = {world.path(key): key for key in reversed(ADDRESSES)}
    forms: dict[str, Found] = {}
    for key, address in ADDRESSES.items():
        if address.posts or not address.open_to or key.startswith(("account_", "mfa")):
            continue
        answer = session_of(address.first).get(world.path(key))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for form in forms_of(answer.content.decode(), world.path(key)):
                if form.action not in EVERYWHERE:
                    forms.setdefault(form.action, Found(keys[form.action], address.first, form))
    return list(forms.values())


@contextmanager
def undone() -> Iterator[list[Change]]:
    """Take back what the block does; gives what it changed, its deferred checks made."""
    made: list[Change] = []
    after: Snapshot | None = None
    with transaction.atomic():
        untouched = touched()
        yield made
        connection.check_constraints()
        if touched() != untouched:
            after = fingerprint()
        transaction.set_rollback(True)
    if after is not None:
        made += changes(fingerprint(), after)


def _faults(each: Found, made: list[Change], may: May) -> list[str]:
    return overreached(made, may, by=cast.PEOPLE[each.person].id, sent=UNASKED)


def test_every_form_is_declared(found: list[Found]) -> None:
    assert sorted(each.key for each in found) == sorted(WRITES)
    take_files = {
        each.key for each in found if "file" in {f.kind for f in each.form.fields.values()}
    }
    assert take_files == TAKE_FILES


def test_a_form_takes_what_it_asks_for_and_nothing_more(
    found: list[Found], session_of: SessionOf
) -> None:
    faults: list[str] = []
    for each in found:
        may = WRITES[each.key]
        client, filled = session_of(each.person), {**unasked(each.form), **rightly(each.form)}
        with undone() as made:
            answer = post(client, each.form, filled)
        faults += [f"{each.key}: {fault}" for fault in _faults(each, made, may)]
        wanted = (200,) if each.key in LEAVE_NOTHING | SHOWN_ONCE else (302,)
        if answer.status_code not in wanted:
            faults.append(f"{each.key}: answers {answer.status_code}: {refusal_in(answer)}")
        written = {change.table for change in made}
        if not may.new <= written or (not written and each.key not in LEAVE_NOTHING | ASK):
            faults.append(f"{each.key}: wrote {sorted(written)}, which proves nothing")
    assert not faults, "\n".join(faults)
    columns = sum(len(unasked(each.form)) for each in found)
    report("A10", "fields that no form asks for", forms=len(found), sent=columns, assigned=0)


def _ways(form: Form) -> Iterator[tuple[str, Filled]]:
    """Give every hostile value in all fields, then in the free text of a form that is right otherwise.

    At full size also in each field alone.
    """
    chosen = HOSTILE if form.words or len(form.asks) > 1 else ("nothing", "nul", "long")
    for label in chosen:
        yield label, badly(form, HOSTILE[label])
    for label in WORDS if form.words else ():
        yield f"{label} in its text", rightly_but(form, HOSTILE[label])
    for name, label, filled in one_by_one(form) if FULL else ():
        yield f"{label} in {name}", filled


def _is_draft_of(change: Change, person: str) -> bool:
    """Say whether a row is words of the sender's own, kept because no action took them, or that draft's key."""
    after = change.after or {}
    if change.table == "drafts_draft":
        return after.get("person") == str(cast.PEOPLE[person].id)
    return change.table == "sealing_key" and after.get("kind") == "draft"


def test_no_form_breaks_or_overreaches_on_hostile_values(
    found: list[Found], session_of: SessionOf
) -> None:
    faults, sent = list[str](), 0
    for number, each in enumerate(found):
        # within the suite every fifth way, each form beginning with another
        for label, filled in islice(
            _ways(each.form), 0 if FULL else number % 5, None, 1 if FULL else 5
        ):
            client = session_of(each.person)
            with undone() as made:
                status = send(client, each.form, filled)
            # what is refused is no overreach: the words are kept
            made = [change for change in made if not _is_draft_of(change, each.person)]
            sent += 1
            faults += [f"{each.key}, {label}: answers {status}"] * (status >= 500)
            faults += [f"{each.key}, {label}: {f}" for f in _faults(each, made, WRITES[each.key])]
    assert not faults, "\n".join(faults)
    assert sent > 300
    report("A10", "hostile values in forms", forms=len(found), sent=sent, failed=0, overreached=0)


def _typed(form: Form, seals: Mapping[str, str]) -> Iterator[tuple[str, Filled]]:
    """Give the form with a seal in all its text; at full size with every seal, and one in each field alone."""
    for label in seals if FULL else [*seals][:1]:
        yield seals[label], rightly_but(form, seals[label])
    first = next(iter(seals.values()))
    for name in form.words if FULL else ():
        yield first, {**rightly(form), name: [first]}


@pytest.mark.attack("A5")
def test_ciphertext_typed_into_any_form_is_words_like_any_other(
    found: list[Found], session_of: SessionOf
) -> None:
    """Nothing opens what a form sends: not what is written, and not what is answered."""
    seals, before = typed_seals(), fingerprint()
    takes_words = [each for each in found if each.form.words][:: sized(6, 1)]
    faults, sent, kept = list[str](), 0, 0
    for each in takes_words:
        for typed, filled in _typed(each.form, seals):
            with undone():
                answer = post(session_of(each.person), each.form, filled)
                written = changes(before, fingerprint())
                stood = [*opened(written, each.person)]
            sent += 1
            kept += sum(typed in words for words in stood)
            said = [b"".join(answer).decode(errors="replace"), *stood, *in_the_open(written)]
            faults += [f"{each.key}: opened"] * any(PLAIN in words for words in said)
            faults += [f"{each.key}: answers {answer.status_code}"] * (answer.status_code >= 500)
    assert not faults, "\n".join(faults)
    assert kept > len(takes_words) // 2  # so much was taken as it was typed
    counts = {"forms": len(takes_words), "sent": sent, "kept as typed": kept, "opened": 0}
    report("A5", "ciphertext typed into every form", **counts)


def test_ten_megabytes_in_any_form_get_a_plain_answer(
    found: list[Found], session_of: SessionOf
) -> None:
    faults, chosen = list[str](), found[:: sized(4, 1)]
    for each in chosen:
        client = session_of(each.person)
        client.get("/files/")
        client.handler.enforce_csrf_checks = True  # as in production, where it reads the form first
        body = f"{next(iter(each.form.asks), 'anything')}=".encode() + b"x" * 10_000_000
        with undone() as made:
            answer = client.generic("POST", each.form.action, body, URL_ENCODED)
        plain = answer.status_code in (400, 413)
        faults += [f"{each.key}: answers {answer.status_code}"] * (not plain)
        faults += [f"{each.key}: {fault}" for fault in _faults(each, made, NOTHING)]
    assert not faults, "\n".join(faults)
    report("A10", "10 MB in one field of each form", forms=len(chosen), refused=len(chosen))


def test_hostile_parameters_of_any_address_get_a_plain_answer(
    world: World, session_of: SessionOf
) -> None:
    faults, asked, values = list[str](), 0, [value[:2000] for value in HOSTILE.values()]
    for key, address in ADDRESSES.items():
        if address.posts or not address.open_to:
            continue
        client = session_of(address.first)
        for turn in range(0, len(values), 1 if FULL else 4 if key in LISTS else 9):
            sent = {n: values[(turn + i) % len(values)] for i, n in enumerate(PARAMETERS)}
            query = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
            status = client.get(world.path(key), query).status_code
            asked += 1
            faults += [f"{key}, turn {turn}: answers {status}"] * (status >= 500)
    assert not faults, "\n".join(faults)
    report("A10", "hostile values in every parameter", requests=asked, failed=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sheet.csv", b""),
        ("sheet.csv", b"\x00" * 5000),
        ("sheet.csv", bytes(range(256)) * 40),
        ("sheet.csv", b'"' + b"x" * 400_000),
        ("sheet.csv", b"Service,First name\r\n" + b",".join([b"=1+1"] * 9_000)),
        ("../../etc/passwd", b"Service;First name\r\nISS;<script>\r\n"),
        ("\u202egpj.exe", b"\xff\xfeS\x00e\x00"),
        ("a\x00b.csv", b"Service,Surname\n\r\n\r,\x1a\n"),
    ],
)
def test_a_hostile_sheet_gets_a_plain_answer(
    name: str, content: bytes, world: World, session_of: SessionOf
) -> None:
    client, sheet = session_of("importer"), SimpleUploadedFile(name, content)
    with undone() as made:
        answer = client.post(world.path("imports:upload"), {"sheet": sheet})
    assert answer.status_code in (200, 400)
    assert made == []


def test_what_overreaches_is_found(world: World) -> None:
    """What the database lets her do with her file, done by a form that is for less, and by somebody else's."""
    asker = cast.PEOPLE["iss_worker"].id
    with undone() as made, acting_as(asker):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=cast.FILES["amina"].id)
        day = date.fromisoformat(UNASKED_DAY)
        actions.add_entry(file=file, by=by, kind="call", nature="fact", body="-", happened_on=day)
        closing.close_file(file=file, by=by, left_on=timezone.localdate())
    may = WRITES["clients:add_entry"]
    assert overreached(made, may, by=asker) == [
        "clients_casefile: changed left_on, of_age_in, status"
    ]
    assert set(overreached(made, may, by=cast.PEOPLE["hr"].id, sent=UNASKED)) == {
        "clients_casefile: changed left_on, of_age_in, status",
        "clients_entry.author_id: somebody else",
        "clients_entry.happened_on: took what it did not ask for",
    }
    assert "clients_entry: a new row" in overreached(made, NOTHING, by=asker)
    report("A10", "planted: a form that does more, and as somebody else", tried=1, found=1)


def test_a_planted_crash_is_found(world: World, session_of: SessionOf) -> None:
    planted = reverse("planted", "tests.planted", ("crash", world.subjects["amina"]))
    with override_settings(ROOT_URLCONF="tests.planted"):
        assert session_of("records_admin").get(planted).status_code == 500
    report("A10", "planted: a page that breaks", tried=1, found=1)
