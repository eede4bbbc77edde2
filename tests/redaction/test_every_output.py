"""Attack A3 over every output of a package: thousands of texts, each withheld from, looked for wherever it shows.

Texts are written into entries, many to one; each package has a twin in which other words are withheld between the same
kept ones. What is shown of both has to be the same, to the byte, and hold nothing of what was withheld.
"""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape, unescape
from itertools import islice
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from clients.documents.models import Document
from confidentiality.access.identity import acting_as
from disclosures.building.cutting import MARK, kept_pieces
from disclosures.building.pdf import render_package
from disclosures.building.reading import read_again
from disclosures.delivery import copies
from disclosures.delivery.models import Handover
from disclosures.models import Package
from disclosures.package import Contents
from disclosures.redaction import actions
from disclosures.redaction.marks import Does, Part, Place
from staff.organisation.models import Kind
from staff.reminders import tasks as reminders
from tests import cast, uploading
from tests.agencyworkers.working import invited
from tests.attacking import FULL, report, sized
from tests.building.test_attack import RUN, cases, runs
from tests.database import logged_in_as
from tests.disclosures import own, story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.kiosk.office import a_screen, at_office, reading
from tests.organisation.working import SERVER, agreed
from tests.protocols import working as protocols
from tests.readers.outside import Reader, give, opened, outside
from tests.redaction.test_pages_leave import cover
from tests.redaction.test_preparing import released
from tests.redaction.working import a_request, prepared_of
from tests.reminders.post_office import PostOffice, open_office
from tests.reminders.working import an_address, choose
from tests.retention.working import do_jobs
from tests.scans import preparing

pytestmark = [pytest.mark.slow, pytest.mark.attack("A3"), pytest.mark.clause("3.2.1")]
TEXTS, A_SHEET, A_PACKAGE = sized((20, 10, 20), (10_000, 100, 1_000))
WITHIN_MS = 5.0
BETWEEN = "\n\nThen it was noon.\n\n"
TABLES = (
    "audit_event",
    "work_job",
    "disclosures_release",
    "disclosures_package",
    "reminders_message",
)
HAS_CHANCE = (
    *("paper, object", "paper, trailer"),  # the file's own id, made of its reference
    *("large print, object", "large print, trailer"),
    "decisions",  # in the audit, read inside: what the machine asks about depends on all that it reads
)
BYTES = (
    "paper, its",
    "large print, its",
    "a page of",
)  # no text: they hold any four letters by chance, and are compared
OF_DECISIONS = ("redaction_step", "identifiers_read", "redaction_opened")  # opened for each
_LENGTH = re.compile(
    r"'Content-Length', '\d+'"
)  # compared, and four digits of any number by chance
_HALF = re.compile(r'<div class="latch-prose latch-result" dir="auto">(.*?)</div>', re.DOTALL)
# What is another in every package, whatever is in it: ids, digests, tokens, sealed bytes, times, references.
_CHANCE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\\x[0-9a-f]*|\b[0-9a-f]{32,}\b|\b[A-Za-z0-9_-]{40,}\b"
    r"|\d{4}-\d\d-\d\d[ T][\d:.+]+|\b\d\d?:\d\d(?:[ap]m)?\b|\b\d\d? [A-Z][a-z]+ \d{4}\b|\bR-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b"
)


@dataclass(frozen=True)
class Sheet:
    """An entry of many texts, with what is withheld of it."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, texts: Iterable[tuple[str, list[tuple[int, int]]]]) -> "Sheet":
        whole, spans = "It was morning.\n\n", list[tuple[int, int]]()
        for text, cuts in texts:
            spans += [(start + len(whole), end + len(whole)) for start, end in cuts]
            whole += text + BETWEEN
        return cls(whole.rstrip(), tuple(spans))


@dataclass(frozen=True)
class Batch:
    """What goes into one package and its twin, and the runs that are withheld and kept nowhere in it."""

    sheets: list[Sheet]
    twins: list[Sheet]

    def withheld(self) -> set[str]:
        """Return the runs that are withheld and stand nowhere in what is kept."""
        kept = "\n".join(piece for s in self.sheets for piece in kept_pieces(s.text, s.spans))
        cuts = (each.text[start:end] for each in self.sheets for start, end in each.spans)
        return {run for words in cuts for run in runs(words) if run not in kept}


def batches() -> Iterator[Batch]:
    every = iter(cases(TEXTS))
    while many := list(islice(every, A_PACKAGE)):
        parts = [many[at : at + A_SHEET] for at in range(0, len(many), A_SHEET)]
        yield Batch(
            [Sheet.of((case.text, case.spans) for case in part) for part in parts],
            [Sheet.of((case.other, case.other_spans) for case in part) for part in parts],
        )


def grams(text: str) -> set[str]:
    """Return every run of four characters of an output, as it is written and as a browser reads it."""
    read = unescape(text)
    return {each[at : at + RUN] for each in (text, read) for at in range(len(each) - RUN + 1)}


def bare(text: str) -> str:
    """Return an output without what chance put there."""
    return _CHANCE.sub("#", text)


def rows() -> set[tuple[str, str]]:
    """Return every row of the tables that a package writes to, as the owner reads it."""
    with logged_in_as("owner"), connection.cursor() as cursor:
        found = set()
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t")
            found |= {(table, str(row)) for (row,) in cursor.fetchall()}
    return found


def prepare(request_id: UUID, sheets: list[Sheet]) -> None:
    """Withhold on the workbench what is to be withheld of each entry."""
    by_text = {each.text: each for each in sheets}
    for item in prepared_of(request_id):
        sheet = by_text.get(item.texts[Part.BODY])  # of her own file the entries before go along
        if sheet and sheet.spans:
            with acting_as(who(ASKER)):
                step: dict[str, Any] = {"entry": item.entry, "source": item.source, "why": "source"}
                places = [Place(Part.BODY, *span) for span in sheet.spans]
                actions.take_step(
                    request=story.get(request_id), by=cast.worker(ASKER),
                    does=Does.WITHHOLD, places=places, **step,
                )  # fmt: skip


def a_scan(words: int) -> Document:
    """Add a document to the file with a line that is to be covered, of another length in each package."""
    line = f"Her neighbour {'Quennell ' * (1 + words % 7)}rang."
    with acting_as(who(ASKER)):
        return uploading.a_document(
            story.file(), cast.worker(ASKER), "letter.pdf", preparing.letter(1, line)
        )


@dataclass(frozen=True)
class Office:
    """What stands ready before any text: a screen, a mail server, and requests of the client's to see her file.

    They are taken down first: a request asks for what the file held on that day.
    """

    screen: str
    post: PostOffice
    asked: Iterator[UUID]
    before: tuple[UUID, ...]  # the entries that were there


@contextmanager
def office(packages: int) -> Iterator[Office]:
    """Open the office for so many packages; whoever asks and whoever decides are reminded at any hour."""
    with open_office() as post:
        agreed(Kind.EMAIL, {**SERVER, "port": post.port})
        for key in (ASKER, MANAGER):
            an_address(key)
            choose(key, 0, urgent=True)
        do_jobs()
        with acting_as(who(ASKER)):
            before = tuple(each.id for each in story.entries())
        asked = iter([own.asked_for() for _ in range(packages)])
        yield Office(a_screen()[1], post, asked, before)


def mailed(post: PostOffice) -> str:
    """Return all that is mailed of what waits now, to whoever is reminded, as on another day."""
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reminders_message")
        cursor.execute("UPDATE reminders_choice SET looked_on = NULL")
    post.taken.clear()
    with logged_in_as("worker"):
        reminders.remind()
    do_jobs()
    return "\n".join(sorted(raw.decode() for _, raw in post.taken))


def outputs_of(sheets: list[Sheet], signed_in: SignedIn, at: Office) -> dict[str, str]:
    """Carry a package of these entries to its readers; return all that is shown, sent, named and written of it."""
    before, seen, scan = rows(), dict[str, str](), a_scan(len(sheets[0].text))
    request_id = a_request(*(each.text for each in sheets), also=(scan.entry_id,))
    texts = [each.entry for each in prepared_of(request_id) if each.entry != scan.entry_id]
    cover(request_id, *preparing.taken(request_id, scan))
    prepare(request_id, sheets)
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    for number, entry in enumerate(texts):
        page = asker.get(f"/disclosures/{request_id}/prepare/{entry}/").content.decode()
        (seen[f"workbench, as the reader gets it, {number}"],) = _HALF.findall(page)
    story.submit(request_id)
    seen["e-mail, as it waits to be signed off"] = mailed(at.post)
    assert "Something waits" in seen["e-mail, as it waits to be signed off"]
    page = manager.get(f"/disclosures/{request_id}/review/").content.decode()
    seen["review, as the reader gets it"] = "\n".join(_HALF.findall(page))
    assert len(_HALF.findall(page)) == len(sheets) + 1  # the scan's entry
    story.sign_off(request_id)
    story.read(request_id)
    made = story.release(request_id).package.id
    seen["e-mail, as it is released"] = mailed(at.post)
    for path in ("", "letter.pdf"):
        answer = asker.get(f"/packages/{made}/{path}")
        seen[f"staff, headers of {path or 'the page'}"] = headers(answer)
        if not path:
            seen["staff, the page"] = answer.content.decode()
    for name, client, path in (
        ("the request", asker, f"/disclosures/{request_id}/"),
        ("approvals", manager, "/approvals/"),
    ):
        seen[name] = client.get(path).content.decode()
    seen |= outside_of(made) | shared_with(made) | paper_of(made)
    seen |= at_the_office(at, sheets, texts)
    for table, row in sorted((t, bare(r)) for t, r in rows() - before):
        kind = "decisions" if any(f",{each}," in row for each in OF_DECISIONS) else table
        number = sum(name.startswith(f"{kind}, row") for name in seen)
        seen[f"{kind}, row {number}"] = row
    return {name: bare(_without_form(shown)) for name, shown in seen.items()}


def headers(answer: Any) -> str:
    """Return an answer's headers; how long the letter is, is asked of its bytes under one reference."""
    letter = answer["Content-Type"] == "application/pdf"
    return repr(
        sorted((k, v) for k, v in answer.headers.items() if not (letter and k == "Content-Length"))
    )


def _without_form(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|(Message-ID|Date): .*', r"\1", page)


def outside_of(package_id: UUID) -> dict[str, str]:
    """Return what the outside reader's browser gets."""
    told, reader, seen = give(package_id), Reader(), dict[str, str]()
    with outside():
        assert reader.enter(told.link, told.code) == 302
        seen["outside, cover"] = reader.get("/read/").content.decode()
        assert reader.accept() == 302
        for path in ("package/", "print/", "letter.pdf"):
            answer = reader.get(f"/read/{path}")
            assert answer.status_code == 200
            seen[f"outside, headers of {path}"] = headers(answer)
            if not path.endswith("pdf"):
                seen[f"outside, {path}"] = answer.content.decode()
        seen |= page_of_a_document(reader, "outside")
    return seen


def page_of_a_document(reader: Reader, name: str) -> dict[str, str]:
    """Return the picture of the scan as a reader's browser gets it."""
    answer = reader.get("/read/page/1.jpg")
    assert answer.status_code == 200
    return {
        f"{name}, headers of a page": headers(answer),
        f"a page of a document, {name}": answer.content.decode("latin-1"),
    }


def shared_with(package_id: UUID) -> dict[str, str]:
    """Return what somebody of the partner agency gets who has signed in there."""
    with acting_as(who(ASKER)):
        contact = opened(package_id).release.contact_id
    assert contact is not None
    worker, reader = invited(protocols.agreed(contact), contact), Reader()
    seen = dict[str, str]()
    with outside():
        assert worker.join(reader) == 200
        assert worker.sign_in(reader) == 302
        seen["agency worker, the list"] = reader.get("/shared/").content.decode()
        assert reader.post("/shared/open/", {"package": str(package_id)}).status_code == 302
        seen["agency worker, cover"] = reader.get("/read/").content.decode()
        assert reader.accept() == 302
        for path in ("package/", "print/"):
            answer = reader.get(f"/read/{path}")
            assert answer.status_code == 200
            seen[f"agency worker, headers of {path}"] = headers(answer)
            seen[f"agency worker, {path}"] = answer.content.decode()
        seen |= page_of_a_document(reader, "agency worker")
    return {name: shown.replace(worker.name, "#") for name, shown in seen.items()}


def at_the_office(at: Office, sheets: list[Sheet], entries: list[UUID]) -> dict[str, str]:
    """Return what the client gets at an office screen, to whom the same was released of her own file."""
    request = own.prepared_for(next(at.asked), entries=[*at.before, *entries])
    prepare(request, sheets)
    for step in (story.submit, story.sign_off, story.read):
        step(request)
    package = story.release(request, knows_policy=False).package.id
    with acting_as(who(ASKER)):
        items = len(Contents.from_stored(opened(package).contents).items)
    screen, _ = reading(package, at.screen)
    seen = dict[str, str]()
    with at_office():
        seen["office, the list"] = screen.get("/read/items/").content.decode()
        for number in range(items):
            answer = screen.get("/read/item/")
            assert answer.status_code == 200
            seen[f"office, headers of item {number}"] = headers(answer)
            seen[f"office, item {number}"] = answer.content.decode()
            screen.post("/read/item/", {"turn": "next"})
        assert screen.get("/leave/").status_code == 200
    return seen | copies_of(package)


def copies_of(package_id: UUID) -> dict[str, str]:
    """Return what can be got out of the copies of her own file: in large print, and as a program reads it."""
    with acting_as(who(ASKER)):
        package = opened(package_id)
        large = copies.of(package, Handover.Form.LARGE).data
        data = copies.of(package, Handover.Form.DATA).data.decode()
        contents = Contents.from_stored(package.contents)
    return {
        **read_out_of("large print", large, paper(contents, large=True)),
        "copy for a program, its text": data,
        "copy for a program, as it is read": "\n".join(strings(json.loads(data))),
    }


def strings(read: Any) -> Iterator[str]:
    """Yield every name and value of what a program has read."""
    if isinstance(read, dict):
        for name, each in read.items():
            yield name
            yield from strings(each)
    elif isinstance(read, list):
        for each in read:
            yield from strings(each)
    else:
        yield str(read)


def paper(contents: Contents, *, large: bool = False) -> bytes:
    """Return the paper under one reference: a random one is printed in it, and moves its length."""
    data = contents.as_paper(
        reference="R-0000-0000",
        made_at=datetime(2026, 3, 2, 14, tzinfo=UTC),
        organisation="Harbour House",
        contact="Ring 01632 960555.",
        large=large,
    )
    return render_package(data, settings.LETTER_FONTS)


def paper_of(package_id: UUID) -> dict[str, str]:
    """Return what can be got out of the paper: text of pages, objects, marks, names, metadata."""
    with acting_as(who(ASKER)):
        package = Package.objects.get(id=package_id)
        letter, contents = package.letter, Contents.from_stored(package.contents)
    assert letter is not None
    return read_out_of("paper", letter, paper(contents))


def read_out_of(name: str, made: bytes, again: bytes) -> dict[str, str]:
    """Return what a PDF gives away, and its bytes and length as they are `again` under one reference."""
    read = read_again(made)
    assert read.faults == ()
    wanted = ("page", "object", "marks", "names", "trailer")
    found = {
        f"{name}, {each.where}": each.words for each in read.texts if each.where.startswith(wanted)
    }
    return {
        **found,
        f"{name}, its bytes": again.decode("latin-1"),
        f"{name}, its length": str(len(again)),
    }


def leaks(withheld: set[str], ours: set[str], seen: dict[str, str]) -> dict[str, set[str]]:
    """Return by output the runs of what was withheld that it holds."""
    read = {n: _LENGTH.sub("", each) for n, each in seen.items() if not n.startswith(BYTES)}
    found = {name: withheld & grams(shown) - ours for name, shown in read.items()}
    return {name: runs for name, runs in found.items() if runs}


def tells(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """Return the outputs that are not the same whatever was withheld, or not as long."""
    names = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    return {name for name in names if not name.startswith(HAS_CHANCE)}


def lasting_difference(one: Callable[[], object], other: Callable[[], object]) -> float:
    """Return by how many milliseconds two medians differ, in turns, more often for as long as it is too much."""
    found = 0.0
    for tries in (15, 60, 180):
        took = list[tuple[float, float]]()
        for _ in range(tries):
            began = time.perf_counter()
            one()
            between = time.perf_counter()
            other()
            took.append((between - began, time.perf_counter() - between))
        first, second = (statistics.median(each) for each in zip(*took, strict=True))
        found = abs(first - second) * 1000
        if found <= WITHIN_MS:
            break
    return found


@pytest.mark.skipif(not FULL, reason="a matter of milliseconds: make attack measures")
def test_no_output_takes_longer_where_more_was_withheld(
    committed: str, signed_in: SignedIn
) -> None:
    asks = list[dict[str, Callable[[], object]]]()
    for withheld in ("Jo", "Wilhelmina Quennell of Larch Road " * 1000):
        sheet = Sheet(f"She came. {withheld.strip()} rang.", ((10, 10 + len(withheld.strip())),))
        request_id = a_request(sheet.text)
        prepare(request_id, [sheet])
        package, asker = released(request_id), signed_in(ASKER)
        with acting_as(who(ASKER)):
            contents = Contents.from_stored(package.contents)
        told, reader = give(package.id), Reader()
        with outside():
            reader.enter(told.link, told.code)
            reader.accept()
        asks.append({
            "staff, the page": partial(asker.get, f"/packages/{package.id}/"),
            "staff, the letter": partial(asker.get, f"/packages/{package.id}/letter.pdf"),
            "outside, package": partial(reader.get, "/read/package/"),
            "outside, print": partial(reader.get, "/read/print/"),
            "outside, letter": partial(reader.get, "/read/letter.pdf"),
            "the paper": partial(paper, contents),
        })  # fmt: skip
    one, other = asks
    found = dict[str, float]()
    for name in one:
        with outside() if name.startswith("outside") else nullcontext():
            found[name] = lasting_difference(one[name], other[name])
    over, worst = [name for name, ms in found.items() if ms > WITHIN_MS], max(found.values())
    counts = {
        "tried": len(found),
        "over_5_ms": len(over),
        "worst_microseconds": round(worst * 1000),
    }
    report("A3", "little and much withheld, by the clock", **counts)
    assert over == []


@pytest.mark.edge("E24")
def test_no_output_holds_or_tells_what_was_withheld(committed: str, signed_in: SignedIn) -> None:
    with office(1 + 2 * (TEXTS // A_PACKAGE)) as at:
        every_output(partial(outputs_of, signed_in=signed_in, at=at))


def every_output(carry: Callable[[list[Sheet]], dict[str, str]]) -> None:
    """Carry every batch and its twin, and look for what was withheld wherever something shows of them."""
    frame = carry([Sheet("She came to the office.", ())])
    ours = {
        run for name, shown in frame.items() for run in grams(shown) if not name.startswith(BYTES)
    }
    texts = outputs = runs_tried = 0
    leaked, told = dict[str, set[str]](), set[str]()
    for batch in batches():
        seen, twin = carry(batch.sheets), carry(batch.twins)
        withheld = batch.withheld()
        leaked |= leaks(withheld, ours, seen)
        told |= tells(seen, twin)
        texts, outputs = texts + A_PACKAGE, outputs + len(seen)
        runs_tried += len(withheld - ours)
        assert all(MARK in seen[name] for name in seen if "as the reader gets it" in name)
        assert MARK in seen["outside, package/"]
        assert MARK in seen["agency worker, package/"]
        assert MARK in seen["large print, pages"]
        for name in ("its text", "as it is read"):
            assert seen[f"copy for a program, {name}"].count(MARK) >= len(batch.sheets)
        read = [each for name, each in seen.items() if name.startswith("office, item")]
        assert sum(MARK in each for each in read) == len(batch.sheets)
        # positive controls, in this very package: each output with something planted, and each with another length
        run = min(withheld - ours)
        for name, shown in seen.items():
            planted = {name: f"{shown}<!-- {escape(run)} -->"}
            assert name.startswith(BYTES) or leaks(withheld, ours, planted)
            assert name.startswith(HAS_CHANCE) or tells({**seen, **planted}, twin) >= {name}
    counts = {"runs": runs_tried, "leaked": len(leaked), "told": len(told)}
    report(
        "A3", "every output of packages, held against twins", tried=texts, outputs=outputs, **counts
    )
    assert (leaked, told) == ({}, set())
    assert texts == TEXTS
    assert runs_tried > 5 * TEXTS
