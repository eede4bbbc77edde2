"""A5: seals that were changed, cut or moved, in numbers; and what happens to ciphertext that somebody types."""

import base64
import os
import random
from collections import Counter
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.seals import seal, unseal
from confidentiality.sealing.wrapping import Masters
from tests import cast
from tests.attacking import report, sized
from tests.clients.test_add_entry import sent, written_by
from tests.sealing.masters import new_master

pytestmark = pytest.mark.attack("A5")

TRIES = sized(3000, 100_000)
AMINA = cast.FILES["amina"].id
Opening = Callable[[bytes, bytes, bytes], bytes]


def attack(opening: Opening, tries: int) -> Counter[str]:
    """Change, cut and move seals; return by way of attack how many opened (as anything but a refusal)."""
    chance, opened = random.Random(5), Counter[str]()
    key, other_key, row = os.urandom(32), os.urandom(32), uuid4()
    bound = f"clients.entry.body:{row}".encode()
    for n in range(tries):
        words = os.urandom(chance.randrange(400))
        sealed = bytes(seal(words, key, bound))
        place, bent = chance.randrange(len(sealed)), bytearray(sealed)
        bent[place] ^= 1 << chance.randrange(8)
        ways = {
            "flipped": (bytes(bent), key, bound),
            "cut": (sealed[:place], key, bound),
            "cut in front": (sealed[place + 1 :], key, bound),
            "longer": (sealed + os.urandom(1 + n % 32), key, bound),
            "another row": (sealed, key, f"clients.entry.body:{uuid4()}".encode()),
            "another column": (sealed, key, f"clients.entry.basis:{row}".encode()),
            "another file": (sealed, other_key, bound),
            "noise": (b"\x01" + os.urandom(len(sealed) - 1), key, bound),
        }
        way = list(ways)[n % len(ways)]
        try:
            opening(*ways[way])
        except SealingError:
            continue
        opened[way] += 1
    return opened


def test_every_changed_cut_or_moved_seal_is_refused() -> None:
    assert attack(unseal, TRIES) == Counter()
    report("A5", "flipped, cut or moved seals", tried=TRIES, refused=TRIES)


def test_the_attack_finds_an_opening_that_is_careless() -> None:
    """Positive control: without the binding moved ones open, without the tag every one does."""

    def unbound(sealed: bytes, key: bytes, bound: bytes) -> bytes:
        if sealed[:1] != b"\x01":
            raise SealingError
        return sealed[1:]

    missed = {"flipped", "cut", "another row", "another file", "noise"} - attack(
        unbound, 800
    ).keys()
    assert not missed
    report("A5", "planted: an opening that asks for neither tag nor place", tried=5, found=5)


def test_every_wrong_master_key_is_refused() -> None:
    tries, subject = sized(500, 10_000), uuid4()
    right = Masters([new_master(1)])
    token = right.wrap("file", subject, os.urandom(32))
    for _ in range(tries):
        with pytest.raises(SealingError):
            Masters([new_master(1)]).unwrap("file", subject, 1, token)
    assert len(right.unwrap("file", subject, 1, token)) == 32
    report("A5", "wrong master keys", tried=tries, refused=tries)


@pytest.mark.django_db
def test_ciphertext_that_is_typed_is_words_like_any_other(
    signed_in: Callable[[str], Client],
) -> None:
    """The library under the keys would open what a form sends, and show it to whoever typed it."""
    client, me = signed_in("iss_worker"), cast.PEOPLE["iss_worker"].id
    with connection.cursor() as cursor, acting_as(me):
        cursor.execute("SELECT name FROM clients_casefile WHERE id = %s", [AMINA])
        sealed = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT wrapped FROM sealing_key WHERE subject = %s", [AMINA])
        wrapped = str(cursor.fetchone()[0])
    typed = [
        wrapped,
        base64.b64encode(sealed).decode(),
        sealed.hex(),
        str(sealed),
        f"\\x{sealed.hex()}",
    ]
    for words in typed:
        entry = written_by(client, sent(body=words))
        with acting_as(me):
            assert Entry.objects.get(id=entry.id).body == words
    report("A5", "ciphertext typed into a form", tried=len(typed), refused=len(typed))
