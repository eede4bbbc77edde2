"""Attack A15: hostile documents by the dozen; and that what a charity is sent is taken in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from confidentiality.documents.contents import look_into
from confidentiality.documents.kinds import BY_CODE, KINDS, NotTaken, kind_of, tidy_name
from tests.attacking import report
from tests.documents.asking import documents, everything_stored, path, sent
from tests.documents.samples import EICAR, GOOD, HOSTILE, photo_with_position
from tests.documents.test_document import assert_sandboxed
from tests.documents.test_scanner import _as_clamd_does, clamd
from tests.uploading import stored

SignedIn = Callable[[str], Client]


def looked_into(name: str, content: bytes) -> str:
    """Return the kind of a document, or the code of why it is not taken in, marked by a '!'."""
    with stored(name, content).opened() as reader:
        try:
            return look_into(reader, name).code
        except NotTaken as refused:
            return f"!{refused.code}" if refused.sentence.endswith(".") else "no sentence"


@pytest.mark.parametrize("name", GOOD)
def test_what_a_charity_is_sent_is_taken(name: str) -> None:
    assert looked_into(name, GOOD[name]) == kind_of(name).code


def test_every_kind_has_a_sample() -> None:
    assert {kind_of(name).code for name in GOOD} == set(BY_CODE)
    assert len({end for kind in KINDS for end in kind.ends}) == sum(len(k.ends) for k in KINDS)


@pytest.mark.attack("A15")
@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_hurt_is_not_taken(what: str) -> None:
    assert looked_into(*HOSTILE[what]).startswith("!")


@pytest.mark.attack("A15")
def test_each_is_refused_for_what_is_wrong_with_it() -> None:
    """A refusal for another reason would prove nothing about the one that is meant."""
    reasons = {what: looked_into(*HOSTILE[what])[1:] for what in HOSTILE}
    meant = {
        "program": [
            w for w in HOSTILE if ("macro" in w or "that runs" in w) and "drawing" not in w
        ],
        "packed": ["a PDF packed as nobody unpacks it"],
        "fetches": [w for w in HOSTILE if "template" in w or "fetched" in w or "tells who" in w],
        "bomb": [w for w in HOSTILE if "bomb" in w],
        "pixels": [w for w in HOSTILE if "flood" in w],
        "polyglot": [w for w in HOSTILE if "behind" in w or ("within a" in w and "head" in w)],
    }
    meant["program"].remove("a macro")  # its name says it already
    meant["polyglot"].remove("an archive behind a text")  # no text holds such bytes
    for reason, whats in meant.items():
        assert {what: reasons[what] for what in whats} == dict.fromkeys(whats, reason)


@pytest.mark.attack("A15")
@pytest.mark.parametrize("name", GOOD)
def test_no_other_name_makes_it_something_else(name: str) -> None:
    """The content decides: under every other kind's name it is refused, or is of that family as well."""
    mine = kind_of(name)
    for kind in KINDS:
        taken = looked_into(f"a{kind.end}", GOOD[name])
        alike = {mine.code, kind.code} <= {"m4a", "mp4", "3gp", "txt", "csv", "eml", "mov"}
        assert taken.startswith("!") or kind.code == mine.code or alike, (name, kind.code, taken)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.attack("A15")
def test_sixty_hostile_uploads_leave_nothing(
    signed_in: SignedIn, tmp_path: Any, settings: Settings
) -> None:
    """By the form, with a scanner beside it: nothing is stored, nothing breaks; what is kept is served sandboxed."""
    client = signed_in("iss_worker")
    refused, kept = 0, 0
    with clamd(tmp_path / "clamd.ctl", _as_clamd_does) as (settings.CLAMD, _):
        for name, content in [*HOSTILE.values(), ("eicar.txt", EICAR)]:
            data = sent()
            data["document"] = SimpleUploadedFile("x", content)
            data["document"]._name = name  # as it is sent, not as our own class would tidy it
            status = client.post(path("add_document", "leila"), data).status_code
            assert status in (200, 400), name
            refused += not documents() and not everything_stored()
        for name, content in GOOD.items():
            assert (
                client.post(path("add_document", "leila"), sent(content, name)).status_code == 302
            )
    for document in documents():
        answer: Any = client.get(path("document", "leila", document.id))
        assert_sandboxed(answer)
        assert answer.getvalue() in GOOD.values()
        kept += 1
    report("A15", "hostile uploads", tried=len(HOSTILE) + 1, refused=refused)
    assert (refused, kept) == (len(HOSTILE) + 1, len(GOOD))
    assert len(HOSTILE) >= 60


def test_the_original_is_kept_as_it_came() -> None:
    photo = photo_with_position()
    upload = stored("photo.jpg", photo)
    with upload.opened() as reader:
        look_into(reader, "photo.jpg")
        assert b"".join(reader.pieces()) == photo


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\x.pdf", "x.pdf"),
        ("a\x00b\n\u202ec\u2066.pdf", "abc.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document"),
        ("", "document"),
        ("x" * 500 + ".docx", "x" * 145 + ".docx"),
        ("Jose\u0301.pdf", "José.pdf"),
    ],
)
def test_a_name_is_tidied(name: str, tidied: str) -> None:
    assert tidy_name(name) == tidied
    assert tidy_name(tidied) == tidied
