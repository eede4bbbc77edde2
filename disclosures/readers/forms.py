"""What is asked of whoever lets a reader in or calls a package back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from confidentiality.interface.forms import Confirmation
from disclosures.forms.pieces import long_words, tick
from disclosures.models import Consent
from staff.once import Once


class GiveLinkForm(Once):
    """A link for the release's recipient: who it is was decided by the release, so it is not asked."""

    may_download = tick(
        "They may download the letter",
        "A file on a computer of theirs stays there when a package is recalled",
    )
    knows_them = Confirmation(
        "I will ring them on a number that stands here, and tell the code to nobody else"
    )


class ReadLimitsForm(forms.Form):
    """That a manager has read the limits of consents that were `given` since, and that what left keeps to them."""

    given = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput())
    confirmed = Confirmation("I have read each of them, and what was released keeps to all")

    def __init__(self, *args: Any, given: Sequence[Consent], **kwargs: Any) -> None:
        ids = [str(each.id) for each in given]
        super().__init__(*args, **kwargs)
        self.fields["given"].initial = ids
        self.fields["given"].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]

    def read(self) -> list[UUID]:
        """Return the consents that the page showed."""
        return [UUID(each) for each in self.cleaned_data["given"]]


class RecallForm(Once):
    """Why a package is called back."""

    reason = long_words("Why is it recalled?", "Name nobody who should not be named", required=True)
    confirmed = Confirmation("Recall it now. This can’t be undone")


class CorrectForm(Once):
    """Nothing is asked: a draft begins."""


class SeenForm(forms.Form):
    """Nothing is asked: somebody has seen it."""
