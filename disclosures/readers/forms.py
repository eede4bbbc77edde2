"""What is asked of whoever lets a reader in or calls a package back."""

from django import forms

from confidentiality.interface.forms import Confirmation
from disclosures.forms.pieces import long_words, tick
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


class RecallForm(Once):
    """Why a package is called back."""

    reason = long_words("Why is it recalled?", "Name nobody who should not be named", required=True)
    confirmed = Confirmation("Recall it now. This can’t be undone")


class CorrectForm(Once):
    """Nothing is asked: a draft begins."""


class SeenForm(forms.Form):
    """Nothing is asked: somebody has seen it."""
