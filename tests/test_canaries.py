"""Attack A2: a canary in every field about people tied to a file or about what leaves, looked for where it lies.

What lies in stores is sealed: the database (what its backup copies), Valkey with the broker's queues, documents, logs,
temporary files, mail. What is shown is shown to whoever may see it: everybody else crawls too.
"""

import base64
import io
import json
import logging
import re
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from PIL import Image
from PIL.ExifTags import Base

from clients.contacting.profile import ADDRESS, Blocked, Point
from clients.models import CaseFile
from clients.people.details import Address, Details
from confidentiality.access.identity import acting_as
from confidentiality.audit.logs import JsonFormatter, WithoutRequests
from disclosures import actions as disclosures
from disclosures.models import AgencyContact, Package
from disclosures.readers import actions as reading
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does, Part, Place
from staff.reminders import mail
from tests import cast, uploading
from tests.access.test_sessions import valkey
from tests.attacking import report, sized
from tests.contacting import working as contacting
from tests.database import logged_in_as
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.letters.working import print_letter, write
from tests.misfiled.working import hand_on
from tests.partners.working import say
from tests.people.working import add, propose
from tests.redaction.working import FACTORS, SAID, prepared_of, withhold
from tests.scans import preparing
from tests.thirdparty.working import a_record, an_entry, move

pytestmark = [pytest.mark.slow, pytest.mark.attack("A2")]
AMINA = cast.FILES["amina"]
# Who crawls, and how many pages; of whom the last have nothing to do with the file.
CRAWLERS = sized((ASKER,), tuple(cast.PEOPLE))
OUTSIDERS = sized(
    ("hr",), ("hr", "committee", "records_admin", "dvpp_worker", "trustee", "importer")
)
PAGES = sized(25, 400)
_LINK = re.compile(r'(?:href|src)="(/[^"#]*)"')
_ENDS_THE_VISIT = ("logout", "exit", "leave", "/static/")


class Canaries(dict[str, str]):
    """Words that stand nowhere else, by the field that they were typed into."""

    def word(self, field: str) -> str:
        number = len(self)
        return self.setdefault(field, f"Zx{chr(97 + number // 26)}{chr(97 + number % 26)}évorn")

    def number(self, field: str) -> str:
        return self.setdefault(field, f"07700 9008{len(self):02}")

    def mail(self, field: str) -> str:
        return self.setdefault(field, f"zxq{len(self):03}@example.org")


def forms_of(canary: str) -> Iterator[bytes]:
    """Yield a canary as it may stand somewhere: in other encodings, escaped, in base64 at any place."""
    plain = canary.encode()
    yield from (plain, canary.encode("utf-16-le"), canary.encode("utf-16-be"))
    yield from (
        quote(canary).encode(),
        quote(canary).lower().encode(),
        json.dumps(canary)[1:-1].encode(),
    )
    yield from (
        plain.hex().encode(),
        plain.hex().upper().encode(),
        canary.replace(" ", "").encode(),
    )
    yield canary.encode("latin-1", "replace")
    yield json.dumps(json.dumps(canary)[1:-1])[1:-1].encode()  # JSON in a line of JSON
    for shift in range(3):  # of base64 what lies between the neighbours' share
        coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        yield coded[(0, 2, 3)[shift] : -1 or None]


def found_in(stores: Iterable[tuple[str, bytes]], canaries: Canaries) -> set[tuple[str, str]]:
    """Return where which canaries stand, packed ones too."""
    wanted = {field: tuple(dict.fromkeys(forms_of(each))) for field, each in canaries.items()}
    return {
        (name, field)
        for name, content in stores
        for each in (content, *unpacked(content))
        for field, forms in wanted.items()
        if any(form in each for form in forms)
    }


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what is packed in some bytes, as far as it unpacks."""
    for begins in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x9c\xda]", content):
        try:
            yield zlib.decompressobj(47).decompress(content[begins.start() :], 10_000_000)
        except zlib.error:
            continue


def tables(only: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield every table, byte for byte, as the owner copies it out: what a backup of the data holds."""
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)'"
        )
        for schema, table in cursor.fetchall():
            if only not in table:
                continue
            for how in ("text", "binary"):
                out = io.BytesIO()
                cursor.copy_expert(f'COPY "{schema}"."{table}" TO STDOUT (FORMAT {how})', out)
                yield f"table {schema}.{table}", out.getvalue()


def in_valkey(only: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield each key of the cache and of the broker, its name and all that it holds."""
    client = valkey._cache.get_client()
    read = {
        b"string": lambda name: [client.get(name)], b"list": lambda name: client.lrange(name, 0, -1),
        b"set": client.smembers, b"hash": lambda name: [each for pair in client.hgetall(name).items() for each in pair],
        b"zset": lambda name: client.zrange(name, 0, -1),
    }  # fmt: skip
    for name in client.scan_iter(f"*{only}*"):
        held = read[client.type(name)](name) if client.type(name) in read else []
        yield f"valkey {name.decode()}", b"\n".join([name, *(each or b"" for each in held)])


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder, with its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield f"file {path.name}", str(path).encode() + b"\n" + path.read_bytes()


def plant() -> Canaries:
    """Type a canary into each field of what this capability holds, by the product's own actions."""
    c = Canaries()
    people(c)
    what_others_said(c)
    safe_contact(c)
    what_leaves(c)
    return c


def people(c: Canaries) -> None:
    told = Details(
        relation="child",
        may_know="no",
        given=c.word("given name"),
        family=c.word("family name"),
        maiden_names=(c.word("maiden name"),),
        aliases=(c.word("alias"),),
        nicknames=(c.word("nickname"),),
        date_of_birth="2016-02-29",
        phones=(c.number("telephone of somebody tied"),),
        emails=(c.mail("e-mail of somebody tied"),),
        addresses=(Address(f"12 {c.word('street')}\n{c.word('town')}", "EB1 2CD", "2019", ""),),
        school=c.word("school"),
        parental_authority=c.word("parental authority"),
        court_orders=c.word("court orders"),
        notes=c.word("notes on somebody tied"),
    )
    propose(add(told), add(replace(told, notes=c.word("notes, told again"))), by=ASKER)
    say("QRST-2345", c.word("a partner's name"), phone=c.number("a partner's telephone"))


def what_others_said(c: Canaries) -> None:
    a_record(
        about_whom=c.word("about whom"), from_whom=c.word("from whom"), body=c.word("what was said")
    )
    passage = f"Her neighbour {c.word('a moved passage')} said so."
    entry = an_entry(f"She came. {passage} {c.word('an entry')}.")
    move(
        entry, passage, about_whom=c.word("about whom, moved"), from_whom=c.word("from whom, moved")
    )
    hand_on(an_entry(c.word("an entry in the wrong file")))


def safe_contact(c: Canaries) -> None:
    home = Point(f"3 {c.word('where she lives')}", "WB2 3EF", safe="yes")
    shared = f"14 {c.word('a shared address')}"
    phone = c.number("her telephone")
    profile = replace(
        contacting.SAFE,
        phones=(Point(phone, safe="yes"),),
        emails=(Point(c.mail("her e-mail"), safe="yes"),),
        addresses=(home,),
        blocked=(Blocked(ADDRESS, shared, "EB1 2CD", c.word("why it is blocked")),),
        times=c.word("when to call"),
        who_may_answer=c.word("who may answer"),
        we_say=c.word("what we say"),
    )
    contacting.tell(profile)
    contacting.make(to=phone, words=c.word("what came of a call"))
    print_letter(write(place=(home.text, home.postcode), more=c.word("words of a letter")))


def a_photo(c: Canaries) -> bytes:
    """Return a photo whose data name somebody."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[Base.Artist], exif[Base.ImageDescription] = c.word("EXIF, artist"), c.word("EXIF, title")
    Image.new("RGB", (60, 40), (9, 90, 9)).save(
        out, "JPEG", exif=exif, comment=c.word("a picture's comment").encode()
    )
    return out.getvalue()


def what_leaves(c: Canaries) -> None:
    with acting_as(who(ASKER)):
        by, file = cast.worker(ASKER), CaseFile.objects.get(id=AMINA.id)
        agency = disclosures.register_agency(name=c.word("an agency"), statutory_duty="", by=by)
        name, alias = c.word("a contact"), c.word("a contact's other name")
        phones = [c.number("a contact's telephone")]
        contact = disclosures.add_contact(
            agency=agency, name=name, aliases=[alias], phones=phones, by=by
        )
        sheet = uploading.a_document(
            file, by, f"{c.word('a file name')}.jpg", a_photo(c), body=c.word("an upload")
        )
    story.assure(contact.id)
    withheld = c.word("withheld words")
    entry = an_entry(f"She slept. {withheld} rang; {SAID} {c.word('left words')}.")
    consent = story.a_consent(
        contact.id, covers=frozenset({entry, sheet.entry_id}), names_sensitive=frozenset(),
        why=c.word("why she agrees"), agreeing=c.word("agreeing"), refusing=c.word("refusing"),
    )  # fmt: skip
    request = story.a_draft(
        contact.id, consent, entries=(entry, sheet.entry_id), risk_words=c.word("on risk"),
        readers=(c.word("a reader"),),
    )  # fmt: skip
    preparing.let_go(request, preparing.taken(request, sheet))
    withhold(request, withheld)
    item = next(each for each in prepared_of(request) if SAID in each.texts[Part.BODY])
    start = item.texts[Part.BODY].index(SAID)
    with acting_as(who(ASKER)):
        redaction.take_step(
            request=story.get(request), entry=item.entry, does=Does.LEAVE, source=item.source, by=by,
            places=[Place(Part.BODY, start, start + len(SAID))], factors=FACTORS | {"duty": c.word("what was weighed")},
        )  # fmt: skip
    story.submit(request)
    story.sign_off(request, words=c.word("words of a sign-off"))
    story.read(request)
    release = story.release(request)
    with acting_as(who(MANAGER)):
        package = Package.objects.select_related("file", "release__agency").get(release=release)
        package = Package.objects.select_related("file", "release").get(pk=package.pk)
        reading.recall(
            package=package, recall_id=uuid4(), reason=c.word("why it was recalled"), by=cast.worker(MANAGER)
        )  # fmt: skip
        assert AgencyContact.objects.filter(id=contact.id).exists()


def crawled(client: Client, pages: int) -> Iterator[tuple[str, bytes]]:
    """Yield pages as somebody gets to them who follows every link, with what came before them."""
    waiting, met = deque(["/", f"/files/{AMINA.reference}/", "/agencies/"]), set[str]()
    while waiting and len(met) < pages:
        path = waiting.popleft()
        if path in met or any(part in path for part in _ENDS_THE_VISIT):
            continue
        met.add(path)
        answer = client.get(path)
        content = answer.getvalue()
        yield path, content
        waiting += [
            link.replace("&amp;", "&") for link in _LINK.findall(content.decode(errors="replace"))
        ]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return everything that is logged while the test runs, as the product would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(WithoutRequests())
    root = logging.getLogger()
    levels = {logger: logger.level for logger in (root, logging.getLogger("latch.answers"))}
    root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


def test_canaries_lie_nowhere_readable_and_are_shown_to_nobody_else(
    committed: str,
    signed_in: SignedIn,
    lines: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    canaries = plant()
    shown = {
        key: dict(crawled(signed_in(key), PAGES)) for key in dict.fromkeys((*CRAWLERS, *OUTSIDERS))
    }
    to_her = {field for _, field in found_in(shown[ASKER].items(), canaries)}
    assert len(to_her) > sized(5, 12), "the crawl shows what it may"
    stores = [
        *tables(), *in_valkey(), *files_below(settings.DOCUMENTS_FOLDER), *files_below(tmp_path),
        ("logs", lines.getvalue().encode()), ("mail", bytes(mail.reminder(sender="a@example.org", to="b@example.org"))),
    ]  # fmt: skip
    clear = [name for name, content in stores if AMINA.reference.encode() in content]
    assert "table public.clients_casefile" in clear, "what may stand in clear is read"
    assert sum(name.startswith("file ") for name, _ in stores) > 0
    lie = found_in(stores, canaries)
    hidden = Canaries(
        {k: v for k, v in canaries.items() if not k.startswith(("an agency", "a contact"))}
    )
    told = {(key, *hit) for key in OUTSIDERS for hit in found_in(shown[key].items(), hidden)}
    pages = sum(map(len, shown.values()))
    report(
        "A2", "canaries about people and in what leaves", canaries=len(canaries), stores=len(stores), pages=pages,
        readable=len(lie), shown_to_others=len(told),
    )  # fmt: skip
    assert lie == set()
    assert told == set()
    assert len(canaries) > 50


Packings = dict[str, Callable[[str], bytes]]


def as_gzip(plain: bytes) -> bytes:
    return b"head" + zlib.compress(b"before " + plain + b" after")


PACKED: Packings = {
    "raw": lambda words: words.encode(),
    "base64": lambda words: base64.b64encode(b"before" + words.encode() + b"after"),
    "gzip": lambda words: as_gzip(words.encode()),
    "utf-16": lambda words: words.encode("utf-16"),
    "url": lambda words: quote(f"/files/?q={words}").encode(),
}
WRITTEN: Packings = {
    **{name: PACKED[name] for name in ("raw", "base64", "url")},
    "json": lambda words: json.dumps({"said": words}).encode(),
    "hex": lambda words: words.encode().hex().encode(),
}


Stores = list[tuple[str, bytes]]


def in_table(leak: bytes, column: str) -> Stores:
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS leak (words text, bytes bytea)")
        kept = leak.decode() if column == "words" else leak
        cursor.execute(f"TRUNCATE leak; INSERT INTO leak ({column}) VALUES (%s)", [kept])
    return list(tables("leak"))


def in_key(leak: bytes, way: str) -> Stores:
    client, name = valkey._cache.get_client(), f"leak-{uuid4()}"
    getattr(client, way)(name, leak)
    stores = list(in_valkey(name))
    client.delete(name)
    return stores


def in_log(leak: bytes, lines: io.StringIO) -> Stores:
    logging.getLogger("latch.answers").warning(leak.decode())
    return [("logs", lines.getvalue().encode())]


def in_file(leak: bytes, folder: Path) -> Stores:
    (folder / "leak").write_bytes(leak)
    return list(files_below(folder))


def test_planted_leaks_are_found(committed: str, lines: io.StringIO, tmp_path: Path) -> None:
    """Five ways to write it in each of six places: thirty of thirty."""
    places: tuple[tuple[Callable[[bytes], Stores], Packings], ...] = (
        (lambda leak: in_table(leak, "words"), WRITTEN),
        (lambda leak: in_table(leak, "bytes"), PACKED),
        (lambda leak: in_key(leak, "set"), PACKED),
        (lambda leak: in_key(leak, "rpush"), PACKED),
        (lambda leak: in_log(leak, lines), WRITTEN),
        (lambda leak: in_file(leak, tmp_path), PACKED),
    )
    missed = []
    for number, (put, ways) in enumerate(places):
        for way, pack in ways.items():
            canary = Canaries({way: f"Zxp{chr(97 + number)}{way[:2]}évorn"})
            if not found_in(put(pack(canary[way])), canary):
                missed.append((number, way))
            assert not found_in(put(pack("nothing of it")), canary) or put is places[4][0]
    report("A2", "planted leaks", tried=30, found=30 - len(missed))
    assert sum(len(ways) for _, ways in places) == 30
    assert missed == []
