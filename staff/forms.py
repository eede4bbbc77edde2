"""What proving oneself, and keeping passkeys, ask for."""

from typing import Any

from allauth.core import context
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError

from confidentiality.access.origin import address_of
from confidentiality.audit.record import record

from .limits import Unreachable, take_code
from .models import Account
from .passkeys import LONGEST, NotAccepted, Purpose, prove
from .signing_in import UNREACHABLE

NOT_ACCEPTED = (
    "The passkey was not accepted. Use the code from your app, or one of your recovery codes"
)
LIMITED = (
    "There were too many wrong codes or passkeys, so none is looked at for now. Wait five minutes, then try once more;"
    " in the browser that you usually sign in with you may get in sooner. If you typed none, somebody else knows your"
    " password: tell your records administrator at once."
)
DEFAULT_NAME = "Passkey"


class ProofForm(forms.Form):
    """A passkey's answer, or a code: whichever was sent. One count of failures for both, of our own (`limits`)."""

    code = forms.CharField(
        max_length=40,
        label="Code",
        error_messages={"required": "Enter the code from your app, or one of your recovery codes"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    passkey = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Account, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.purpose = user, purpose
        self.authenticator: Authenticator | None = None
        self.fields["code"].required = not self.data.get("passkey")

    def clean_code(self) -> str:
        """Check the code where one was sent alone; raises ValidationError."""
        if self.data.get("passkey"):
            return ""
        code: str = self.cleaned_data["code"]
        counted = self._counted()
        self.authenticator = self._of_code(code)
        if self.authenticator is None:
            _record_failure(self.user, "code")
            raise get_adapter().validation_error("incorrect_code")
        counted.rollback()
        return code

    def _of_code(self, code: str) -> Authenticator | None:
        factors = Authenticator.objects.filter(user_id=self.user.pk)
        for each in factors.exclude(type=Authenticator.Type.WEBAUTHN):
            each.user = self.user
            if each.wrap().validate_code(code):
                return each
        return None

    def clean_passkey(self) -> str:
        """Check what the passkey's device said; raises ValidationError."""
        said: str = self.cleaned_data["passkey"]
        if said:
            self.authenticator = self._of_passkey(said)
        return said

    def _of_passkey(self, said: str) -> Authenticator | None:
        try:
            counted = self._counted()
        except ValidationError as refused:
            self.add_error(None, refused)
            return None
        session = context.request.session.session_key or ""
        try:
            proved = prove(session, self.user, self.purpose, said)
        except NotAccepted as refused:
            _record_failure(self.user, str(refused))
            self.add_error(None, NOT_ACCEPTED)
            return None
        counted.rollback()
        return proved

    def _counted(self) -> RateLimitUsage:
        """Count the try before anything is looked at; raises ValidationError for one too many."""
        request = context.request
        try:
            counted = take_code(request, self.user, address_of(request))
        except Unreachable:
            raise ValidationError(UNREACHABLE) from None
        if counted is None:
            _record_failure(self.user, "limit")
            raise ValidationError(LIMITED)
        return counted

    def save(self) -> None:
        """Note in the session what has been proved; a proof beside signing in is a fresh one."""
        again = self.purpose is not Purpose.SIGN_IN
        post_authentication(context.request, self.authenticator, reauthenticated=again)


def _record_failure(account: Account, reason: str) -> None:
    record("second_factor_failed", ids=[account.pk], reason=reason, outcome="denied")


class NameForm(forms.Form):
    """What its person calls a passkey."""

    name = forms.CharField(
        required=False,
        max_length=60,
        label="Name",
        help_text="So that you know it again, for example Work phone",
    )

    def clean_name(self) -> str:
        """Return the name, or a plain one: a device has made the passkey by now, and it is not lost for that."""
        return self.cleaned_data["name"] or DEFAULT_NAME


class AddForm(NameForm):
    """A name, and what the device said that made the passkey."""

    passkey = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
