"""What the tests of passkeys share: giving somebody one, asking for a challenge, standing after the password."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from staff import passkeys
from tests import cast
from tests.staff.soft_key import SoftKey

HER, HIM = cast.PEOPLE["iss_worker"], cast.PEOPLE["dvpp_worker"]
JSON = {"Accept": "application/json"}
AUTHENTICATE = "/account/2fa/authenticate/"
REAUTHENTICATE = "/account/2fa/reauthenticate/"
UNLOCK = "/account/unlock/"
ADD = "/account/2fa/passkeys/add/"
FACTORS = "/account/2fa/"
NOT_ACCEPTED = "The passkey was not accepted"


def asked(client: Client, path: str) -> dict[str, Any]:
    """Return the challenge that a page gets for its device."""
    answer = client.post(path + "passkey/", headers=JSON)
    assert answer.status_code == 200, (answer.status_code, answer.content)
    return dict(answer.json())


def give(person: cast.Person, key: SoftKey, name: str = "Work laptop") -> UUID:
    """Keep a passkey for somebody as if they had added it long ago; return its id."""
    with acting_as(person.id):
        row = Authenticator(user_id=person.id, type="webauthn")
        row.data = passkeys._sealed(person.id, name, key.credential, key.counter)
        row.save()
    return UUID(int=row.pk)


def with_password(person: cast.Person = HER, address: str = "10.9.8.7") -> Client:
    """Return a client between the password and the second factor."""
    client = Client(REMOTE_ADDR=address)
    words = {"login": person.sign_in, "password": cast.password_of(person)}
    assert client.post("/account/login/", words)["Location"] == AUTHENTICATE
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/policy/").status_code == 200)


def said_in_audit(*actions: str) -> list[tuple[str, str, str]]:
    with acting_as(cast.PEOPLE["records_admin"].id):
        found = Event.objects.filter(action__in=actions).order_by("at")
        return list(found.values_list("action", "outcome", "reason"))


def refused(client: Client, said: str) -> bool:
    """Say whether the answer was refused in plain words and opened nothing."""
    answer = client.post(AUTHENTICATE, {"passkey": said})
    plain = answer.status_code == 200 and NOT_ACCEPTED in answer.content.decode()
    return plain and not is_in(client)


def forget_failures() -> None:
    """Begin the count of wrong answers anew: other tests make some as the same people."""
    valkey: Any = cache._cache.get_client()  # type: ignore[attr-defined]
    for name in valkey.scan_iter("*allauth:rl:staff:code_*"):
        valkey.delete(name)
