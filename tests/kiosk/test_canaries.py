"""Attack A2 at the office screen: whoever reads their own file is shown nothing that is withheld, and reaches nothing.

All that the process answers, serves, reads, logs, keeps and writes is looked through; then a leak is planted in each.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import OfficeReader, acting_as
from disclosures.readers.models import Visit
from tests import cast
from tests.attacking import report
from tests.database import copy_of_template, use_database
from tests.disclosures.story import ASKER, who
from tests.kiosk import leaks
from tests.kiosk.crawling import Stores, crawled, memory, whole
from tests.kiosk.office import SCREEN, Screen, at_office, reading
from tests.kiosk.reached import all_of, by_models, by_sql
from tests.kiosk.withheld import ROOM, Scene, scene
from tests.test_canaries import Canaries, files_below, found_in, in_valkey, lines, tables

pytestmark = [pytest.mark.slow, pytest.mark.attack("A2"), pytest.mark.clause("3.2.1", "5.2.4")]
__all__ = ["lines"]


class Read(NamedTuple):
    """What was planted, and in which database."""

    scene: Scene
    name: str


@pytest.fixture(scope="module")
def read(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[Read]:
    """Everything planted, in a database of this module's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_kiosk_canaries") as name,
        use_database(name),
    ):
        yield Read(scene(), name)


def once(stores: Iterable[tuple[str, bytes]]) -> Stores:
    """Yield what is the same in several places once."""
    met: set[bytes] = set()
    for name, content in stores:
        if content not in met:
            met.add(content)
            yield name, content


def served() -> Stores:
    """Yield every file that the process serves to anybody."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                yield f"static {path}", file.read()


def behind(folder: Path, logged: io.StringIO) -> Stores:
    """Yield what a reading leaves behind: logs, temporary files, and all of Valkey."""
    yield from files_below(folder)
    yield from in_valkey()
    yield "logs", logged.getvalue().encode()


def visit_to(package: UUID) -> UUID:
    """Return the newest visit to a package."""
    with acting_as(who(ASKER)):
        return Visit.objects.filter(ticket__package=package).latest("began_at").id


def test_nothing_withheld_is_shown_or_reached(
    read: Read, lines: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each address, method and error of the process; each relation, function and model of its login; what it leaves."""
    s = read.scene
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answers = dict(crawled(s))
    reading(s.package, s.screen.cookies[SCREEN].value)
    visit = visit_to(s.package)
    ids = {
        "visit": visit, "package": s.package, "request": s.request, "file": cast.FILES["amina"].id,
        "his file": cast.FILES["daniel"].id,
    }  # fmt: skip
    reached = list(all_of(read.name, visit, ids))
    everywhere = once((*answers.items(), *served(), *reached, *behind(tmp_path, lines)))
    stores = list(everywhere)
    told, hers = found_in(stores, s.hidden), found_in(answers.items(), s.hers)
    assert {field for _, field in hers} == set(s.hers), "the crawl reads what is hers"
    opened = {name for name, content in reached if name.startswith("model") and content}
    assert opened == {
        *("model disclosures.Package", "model sealing.Key", "model kiosk.Sitting"),
        *("model readers.Ticket", "model readers.Visit", "model readers.OutsideReading"),
    }
    sealed = Canaries({k: v for k, v in s.hidden.items() if k != ROOM} | s.hers)
    lies = (*tables(), *files_below(settings.DOCUMENTS_FOLDER))
    readable = found_in(once(lies), sealed)
    report(
        "A2", "what is withheld, at the office screen", canaries=len(s.hidden), answers=len(answers),
        stores=len(stores), shown_or_reached=len(told), readable_where_it_lies=len(readable),
    )  # fmt: skip
    assert told == set()
    assert readable == set()
    assert _faults(answers) == []
    at_screen = [each for each in s.hidden if each.startswith(("a remark", "a signature"))]
    assert len(at_screen) == 4
    assert len(s.hidden) > 60
    assert len(s.hers) > 15


def _faults(answers: dict[str, bytes]) -> list[str]:
    """Where the process failed over what no page of ours sends."""
    ours = ("fault", "closed product")
    return [
        name
        for name, said in answers.items()
        if said.startswith(b"5") and not name.startswith(ours)
    ]


LEAKS = leaks.ANSWERED | leaks.READ | leaks.OPENED | leaks.BEHIND
# A table that is opened by mistake shows what lies there already.
LIES = {
    "remarks of another reading": "a remark, an earlier sitting",
    "signatures of another reading": "a signature, an earlier sitting",
    "entries and keys": "withheld words",
    "rooms of screens": ROOM,
}


def test_planted_leaks_are_found(
    read: Read, lines: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is looked for as all is above, found while it is there, and not before or after."""
    s = read.scene
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    screen, _ = reading(s.package, s.screen.cookies[SCREEN].value)
    visit, missed = visit_to(s.package), []
    canaries = Canaries({what: f"Zxq{chr(97 + at)}évorn" for at, what in enumerate(LEAKS)})
    canaries.update({what: s.hidden[field] for what, field in LIES.items()})

    def look(what: str) -> Stores:
        with at_office():
            screen.post("/beat/")  # somebody is reading
        if what in leaks.READ:
            return by_sql(read.name, f"office:{visit}", {"visit": visit})
        if what in leaks.OPENED:
            return by_models(OfficeReader(visit))
        return _answered(screen, tmp_path, lines)

    for what in ("a header", "a view", "entries and keys"):
        assert found_in(look(what), canaries) == set(), "found before anything is planted"
    for what, leak in LEAKS.items():
        with leak(canaries[what], s.package):
            found = found_in(look(what), Canaries({what: canaries[what]}))
        missed += [] if found else [what]
    report(
        "A2", "planted leaks at the office screen", tried=len(LEAKS), found=len(LEAKS) - len(missed)
    )
    assert missed == []
    assert len(LEAKS) > 20


def _answered(screen: Screen, folder: Path, logged: io.StringIO) -> Stores:
    with at_office():
        yield from list(_answers(screen))
    yield from behind(folder, logged)


def _answers(screen: Screen) -> Stores:
    count = screen.get("/read/items/").content.count(b'name="turn"')
    for number in (0, count - 1):  # a text and a page of a document
        yield "turn", whole(screen.post("/read/item/", {"turn": str(number)}))
        for path in ("/read/item/", "/read/picture/", "/read/items/"):
            yield path, whole(screen.get(path))
    yield "fault", whole(screen.get("/read/agreed/"))
    yield "memory", memory()
