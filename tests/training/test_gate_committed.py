"""Nothing typed is lost where an induction is taken back meanwhile."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from .test_gate import FILE, MINE
from .working import note_again, take_back

SignedIn = Callable[[str], Client]


@pytest.mark.clause("5.1.1")
def test_nothing_typed_is_lost_where_it_is_taken_back_meanwhile(
    committed: str, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    form = client.get(FILE + "entries/new/").content.decode()
    kept = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    take_back("iss_worker")
    answer = client.post(FILE + "entries/new/", kept | {"body": "She rang at four."})
    to = answer.headers["Location"]
    assert to.startswith(MINE)
    onward = parse_qs(urlparse(to).query)["next"][0]
    note_again("iss_worker")
    assert onward.replace("&", "&amp;") in client.get(to).content.decode()
    assert "She rang at four." in client.get(onward).content.decode()
