"""A security key in software: makes passkeys and signs challenges, rightly or, when told so, wrongly."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One credential on one device; what a test changes, it says wrongly."""

    host: str = settings.PUBLIC_HOST
    origin: str = settings.PUBLIC_URL
    flags: int = PRESENT | VERIFIED
    counter: int = 1
    framed: bool = False
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    number: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def credential(self) -> AttestedCredentialData:
        """What a server keeps of it."""
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        return AttestedCredentialData.create(Aaguid.NONE, self.number, public)

    def make(self, options: dict[str, Any]) -> str:
        """Answer a request for a new passkey, as the page sends it."""
        attested = self._data(self.flags | ATTESTED, bytes(self.credential))
        seen = AttestationObject.create("none", attested, {})
        said = self._client("webauthn.create", options)
        return self._sent(clientDataJSON=said, attestationObject=bytes(seen))

    def sign(self, options: dict[str, Any], kind: str = "webauthn.get") -> str:
        """Answer a challenge; the count of signatures goes up by one, unless it stays at 0."""
        self.counter += 1 if self.counter else 0
        data, said = bytes(self._data(self.flags)), self._client(kind, options)
        signature = self.private.sign(data + sha256(said), ec.ECDSA(SHA256()))
        return self._sent(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        about = sha256(self.host.encode()), AuthenticatorData.FLAG(flags), self.counter
        return AuthenticatorData.create(*about, credential)  # type: ignore[no-any-return]

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps({**said, "crossOrigin": self.framed}).encode()

    def _sent(self, **response: bytes) -> str:
        number = websafe_encode(self.number)
        said = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": said})
