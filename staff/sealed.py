"""What this room seals beside columns: second factors, in a table of django-allauth."""

import base64
from collections.abc import Iterator
from uuid import UUID

from allauth.mfa.models import Authenticator

from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef
from confidentiality.sealing.seals import unseal
from confidentiality.sealing.verifying import Fault, Opener, Subject, one_moment

from .models import Account
from .signing_in import FACTOR

SUBJECTS = (Subject("person", Account, always=False),)
BATCH = 500


def verify_second_factors(opener: Opener) -> Iterator[Fault]:
    """Yield every second factor that does not open under its own person's key."""
    last = 0
    while True:
        with one_moment():
            rows = list(Authenticator.objects.filter(pk__gt=last).order_by("pk")[:BATCH])
            keys = opener.keys(KeyRef("person", row.user_id) for row in rows)
        if not rows:
            return
        for row in rows:
            key = keys.get(KeyRef("person", row.user_id))
            if all(_opens(token, row.user_id, key) for token in _tokens(row.data)):
                opener.opened["second factors"] += 1
            else:
                yield Fault("mfa_authenticator", row.pk, "does not open under its person's key")
        last = rows[-1].pk


def _tokens(data: dict[str, object]) -> Iterator[str]:
    """Yield what SecondFactorAdapter sealed in an authenticator: a secret, a seed, older codes."""
    for name in ("secret", "seed"):
        if name in data:
            yield str(data[name])
    codes = data.get("migrated_codes")
    yield from (str(code) for code in codes) if isinstance(codes, list) else ()


def _opens(token: str, person: UUID, key: bytes | None) -> bool:
    named, _, sealed = token.partition(":")
    if key is None or named != str(person):
        return False
    try:
        unseal(base64.b64decode(sealed), key, f"{FACTOR}:{person}".encode())
    except (SealingError, ValueError):
        return False
    return True


CHECKS = (verify_second_factors,)
