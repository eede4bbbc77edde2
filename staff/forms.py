"""What proving oneself, and keeping passkeys, ask for."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from django import forms
from django.core.exceptions import ValidationError

from confidentiality.audit.record import record

from .models import Account
from .passkeys import LONGEST, NotAccepted, Purpose, prove

NOT_ACCEPTED = (
    "The passkey was not accepted. Use the code from your app, or one of your recovery codes"
)
DEFAULT_NAME = "Passkey"


class ProofForm(BaseAuthenticateForm):  # type: ignore[misc]  # allauth does not type its forms
    """A passkey's answer, or a code: whichever was sent. One count of failures for both."""

    code = forms.CharField(
        max_length=40,
        label="Code",
        error_messages={"required": "Enter the code from your app, or one of your recovery codes"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    passkey = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Account, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.purpose = purpose
        self.fields["code"].required = not self.data.get("passkey")

    def clean_code(self) -> str:
        """Check the code where one was sent alone; raises ValidationError."""
        if self.data.get("passkey"):
            return ""
        try:
            return str(super().clean_code())
        except ValidationError:
            _record_failure(self.user, "code")
            raise

    def clean_passkey(self) -> str:
        """Check what the passkey's device said; raises ValidationError."""
        said: str = self.cleaned_data["passkey"]
        if said:
            self.authenticator = self._of_passkey(said)
        return said

    def _of_passkey(self, said: str) -> Any:
        try:
            right = check_rate_limit(self.user)
        except ValidationError as refused:
            _record_failure(self.user, "limit")
            self.add_error(None, refused)
            return None
        session = context.request.session.session_key or ""
        try:
            proved = prove(session, self.user, self.purpose, said)
        except NotAccepted as refused:
            _record_failure(self.user, str(refused))
            self.add_error(None, NOT_ACCEPTED)
            return None
        right()
        return proved

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
