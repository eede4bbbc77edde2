"""Passkeys as a second factor: made and kept on a person's own device, asked for after the password, never instead.

A challenge belongs to one session and one purpose, is good for one try and five minutes, and lies in Valkey. What we
keep of a passkey is its public key, its name and its count of signatures, sealed under its person's key like every
other factor (decision 24).
"""

import base64
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from confidentiality.access.sessions import kept_as
from confidentiality.audit.record import record

from .models import Account
from .signing_in import open_factor, seal_factor

LASTS = 5 * 60  # seconds in which a challenge is to be answered
LONGEST = 20_000  # characters of a device's answer
MOST = 10  # of one person
ALGORITHMS: tuple[type[CoseKey], ...] = (ES256, EdDSA, RS256)
# What a device shows beside our name: nothing of who works here.
SHOWN = "Second factor"
# What an answer that was made up can set off in the libraries that read it
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    NotImplementedError,
    struct.error,
)


class Purpose(StrEnum):
    """What a challenge is for; an answer serves no other purpose."""

    ADD = "add"
    SIGN_IN = "sign-in"
    PROVE = "prove"
    UNLOCK = "unlock"


class NotAccepted(Exception):
    """A device's answer that proves nothing; the message is for the audit, a code."""


class TooMany(Exception):
    """One passkey more than a person may have."""


@dataclass(frozen=True)
class Passkey:
    """One passkey as its person sees it, and what its signatures are checked with."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None  # None: never yet
    credential: AttestedCredentialData
    counter: int


def passkeys_of(person: UUID) -> list[Passkey]:
    """Return a person's passkeys, the oldest first; readable by themselves and while they sign in."""
    return [_open(row) for row in _rows(person).order_by("created_at", "pk")]


def begin(session: str, account: Account, purpose: Purpose) -> dict[str, Any]:
    """Return what the browser is to ask the device for, with a new challenge for this session.

    JSON of the WebAuthn standard, as `navigator.credentials` takes it once its bytes are decoded.
    """
    known = [each.credential for each in passkeys_of(account.pk)]
    server, verified = _server(), UserVerificationRequirement.REQUIRED
    options: Mapping[str, Any]
    if purpose is Purpose.ADD:
        # The handle is random: a device that is found says nothing of whose it is here.
        user = PublicKeyCredentialUserEntity(
            id=secrets.token_bytes(32), name=SHOWN, display_name=SHOWN
        )
        options, state = server.register_begin(
            user,
            known,
            resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
            user_verification=verified,
        )
    else:
        options, state = server.authenticate_begin(known, user_verification=verified)
    cache.set(_place(session, account, purpose), state["challenge"], LASTS)
    asked: dict[str, Any] = json.loads(json.dumps(dict(options)))["publicKey"]
    return asked


def add(session: str, account: Account, *, said: str, name: str) -> Authenticator:
    """Keep the passkey that a device has just made for this person, and record it.

    Raises NotAccepted, or TooMany.
    """
    challenge = _taken(session, account, Purpose.ADD)
    try:
        answer = RegistrationResponse.from_dict(_read(said))
        told = _server().register_complete(challenge, answer)
        made = told.credential_data
        if made is None or not isinstance(made.public_key, ALGORITHMS):
            raise NotAccepted("algorithm")
        # Which make of device it is, is nobody's business here.
        made = AttestedCredentialData.create(Aaguid.NONE, made.credential_id, made.public_key)
    except _MALFORMED:
        raise NotAccepted("answer") from None
    if answer.response.client_data.cross_origin:
        raise NotAccepted("frame")
    Account.objects.select_for_update().get(pk=account.pk)  # one at a time
    there = passkeys_of(account.pk)
    if any(each.credential.credential_id == made.credential_id for each in there):
        raise NotAccepted("known")
    if len(there) >= MOST:
        raise TooMany
    row = Authenticator(user=account, type=Authenticator.Type.WEBAUTHN)
    row.data = _sealed(account.pk, name, made, told.counter)
    row.save()
    record("passkey_added", ids=[account.pk, UUID(int=row.pk)])
    return row


def prove(session: str, account: Account, purpose: Purpose, said: str) -> Authenticator:
    """Return the person's passkey that has answered this session's challenge, its use noted.

    Raises NotAccepted, also for an account that has ended; the challenge is used up by whatever was said.
    """
    challenge = _taken(session, account, purpose)
    with transaction.atomic():
        found = _rows(account.pk).filter(user__is_active=True)
        rows = {UUID(int=row.pk): row for row in found.select_for_update(of=("self",))}
        known = [_open(row) for row in rows.values()]
        chosen, counter = _signed_by(challenge, said, known)
        # Devices that count start above 0 and never go back; passkeys that are kept on several say 0 for ever.
        if (counter or chosen.counter) and counter <= chosen.counter:
            raise NotAccepted("counter")
        row = rows[chosen.id]
        row.data = _sealed(account.pk, chosen.name, chosen.credential, counter)
        row.last_used_at = timezone.now()
        row.save(update_fields=["data", "last_used_at"])
    row.user = account
    return row


def rename(account: Account, passkey: Passkey, name: str) -> None:
    """Give a passkey another name, and record that (not which)."""
    row = _rows(account.pk).select_for_update().get(pk=passkey.id.int)
    now = _open(row)
    row.data = _sealed(account.pk, name, now.credential, now.counter)
    row.save(update_fields=["data"])
    record("passkey_renamed", ids=[account.pk, passkey.id])


def remove(account: Account, passkey: Passkey) -> bool:
    """Remove a passkey and record it; return False, and do nothing, where no other factor would be left.

    Recovery codes alone are not one. The account is locked, so that two removals at once do not take the last two.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    if not other_factors(account.pk, passkey):
        return False
    removed, _ = _rows(account.pk).filter(pk=passkey.id.int).delete()
    if removed:
        record("passkey_removed", ids=[account.pk, passkey.id])
    return True


def other_factors(person: UUID, passkey: Passkey) -> bool:
    """Say whether the person could still sign in without this passkey, recovery codes aside."""
    factors = Authenticator.objects.filter(user_id=person)
    lasting = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(lasting.exclude(pk=passkey.id.int).exists())


# ---- challenges


def _place(session: str, account: Account, purpose: Purpose) -> str:
    if not session:
        raise NotAccepted("challenge")
    return f"passkey:{purpose}:{kept_as(session)}:{account.pk}"


def _taken(session: str, account: Account, purpose: Purpose) -> dict[str, Any]:
    """Return the challenge that waits for an answer, and let it wait for no other one."""
    place = _place(session, account, purpose)
    challenge = cache.get(place)
    if challenge is None or not cache.delete(place):  # of two answers at once, one deletes
        raise NotAccepted("challenge")
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}


# ---- what devices say


def _server() -> Fido2Server:
    """Return what checks answers: for our host, from our address and no other, whichever the request names."""
    address = urlsplit(settings.PUBLIC_URL)
    ours = f"{address.scheme}://{address.netloc}".lower()
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=settings.PUBLIC_HOST.lower(), name="Latch"),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == ours,
    )
    server.timeout = LASTS * 1000  # type: ignore[assignment]
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(
            type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm.ALGORITHM
        )
        for algorithm in ALGORITHMS
    ]
    return server


def _read(said: str) -> dict[str, Any]:
    if len(said) > LONGEST:
        raise ValueError("too long")
    read = json.loads(said)
    if not isinstance(read, dict):
        raise TypeError("no object")
    return read


def _signed_by(challenge: dict[str, Any], said: str, known: list[Passkey]) -> tuple[Passkey, int]:
    """Return which of these passkeys signed, and its count of signatures; raises NotAccepted."""
    try:
        answer = AuthenticationResponse.from_dict(_read(said))
        credentials = [each.credential for each in known]
        signed = _server().authenticate_complete(challenge, credentials, answer)
    except _MALFORMED:
        raise NotAccepted("answer") from None
    if answer.response.client_data.cross_origin:
        raise NotAccepted("frame")
    (chosen,) = (each for each in known if each.credential.credential_id == signed.credential_id)
    return chosen, int(answer.response.authenticator_data.counter)


# ---- what is kept


def _rows(person: UUID) -> Any:
    return Authenticator.objects.filter(user_id=person, type=Authenticator.Type.WEBAUTHN)


def _sealed(
    person: UUID, name: str, credential: AttestedCredentialData, counter: int
) -> dict[str, str]:
    kept = {
        "name": name,
        "credential": base64.b64encode(credential).decode(),
        "counter": counter,
    }
    return {"secret": seal_factor(person, json.dumps(kept))}


def _open(row: Authenticator) -> Passkey:
    kept = json.loads(open_factor(row.user_id, row.data["secret"]))
    return Passkey(
        UUID(int=row.pk),
        kept["name"],
        row.created_at,
        row.last_used_at,
        AttestedCredentialData(base64.b64decode(kept["credential"])),
        kept["counter"],
    )
