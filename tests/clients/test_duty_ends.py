"""What a duty search opens, ends: after an hour, and with the file. On committed data, whose clock the owner turns."""

from collections.abc import Callable

import pytest
from django.test import Client

from clients.duty.door import search_on_duty
from clients.duty.fence import SEARCHES_AN_HOUR
from confidentiality.access.http import Refused
from tests import cast
from tests.clients.questions import working_as
from tests.retention import working

AMINA, DUE = cast.FILES["amina"], cast.FILES["due"]


def search(name: str = "Amina", file: cast.CastFile = AMINA) -> str:
    with working_as("iss_colleague") as by:
        return str(search_on_duty(name=name, born=file.born, phone="", by=by))


def test_it_ends_after_an_hour(committed: str, signed_in: Callable[[str], Client]) -> None:
    client, address = signed_in("iss_colleague"), f"/duty/{search()}/"
    pages = (address, f"{address}call/", f"{address}consents/")
    assert [client.get(page).status_code for page in pages] == [200] * 3
    working.owner("UPDATE clients_dutysearch SET at = at - interval '61 minutes' RETURNING id")
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert client.post(f"{address}call/", {"body": "Too late"}).status_code == 404


def test_the_count_is_of_the_last_hour(committed: str) -> None:
    for _ in range(SEARCHES_AN_HOUR):
        search("Ottoline")
    with pytest.raises(Refused):
        search()
    working.owner("UPDATE clients_dutysearch SET at = at - interval '61 minutes' RETURNING id")
    assert search() != "None"


@pytest.mark.clause("5.2.7")
def test_it_goes_with_the_file(committed: str, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("iss_colleague")
    address = f"/duty/{search('Margaret', DUE)}/"
    assert client.get(address).status_code == 200
    working.sweep()
    assert working.owner("SELECT 1 FROM clients_dutysearch WHERE file_id = %s", DUE.id) == []
    assert client.get(address).status_code == 404
    assert search("Margaret", DUE) == "None"
