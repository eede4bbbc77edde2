"""What is asked of whoever lets a reader in or calls a package back."""

from collections.abc import Sequence
from typing import Any

from django import forms

from confidentiality.interface.forms import Confirmation, ConfirmedAnew, Ids
from disclosures.forms.pieces import long_words, tick
from disclosures.models import Consent
from staff.once import Once

from .models import Ticket


class LetInForm(forms.Form):
    """The closings that whoever lets a recipient in again was shown."""

    closings = Ids()

    def __init__(self, *args: Any, closings: Sequence[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closings"].initial = [each.id for each in closings]


class GiveLinkForm(Once):
    """A link for the release's recipient: who it is was decided by the release, so it is not asked."""

    closings = Ids()
    may_download = tick(
        "They may download the letter",
        "A file on a computer of theirs stays there when a package is recalled",
    )
    settled = ConfirmedAnew("I know why it was closed to them, each time, and it is settled")
    knows_them = Confirmation(
        "I will ring them on a number that stands here, and tell the code to nobody else"
    )

    def __init__(self, *args: Any, closings: Sequence[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closings"].initial = [each.id for each in closings]
        if not closings:
            del self.fields["settled"]

    def clean(self) -> dict[str, Any]:
        """Say that they are settled where none stands: sent again after they were lifted it is the same form."""
        return {**self.cleaned_data, "settled": True}


class ReadLimitsForm(forms.Form):
    """That a manager has read the limits of consents that were `given` since, and that what left keeps to them."""

    given = Ids()
    confirmed = ConfirmedAnew("I have read each of them, and what was released keeps to all")

    def __init__(self, *args: Any, given: Sequence[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given"].initial = [each.id for each in given]


class RecallForm(Once):
    """Why a package is called back."""

    reason = long_words("Why is it recalled?", "Name nobody who should not be named", required=True)
    confirmed = Confirmation("Recall it now. This can’t be undone")


class CorrectForm(Once):
    """Nothing is asked: a draft begins."""


class SeenForm(forms.Form):
    """Nothing is asked: somebody has seen it."""
