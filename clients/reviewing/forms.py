"""What the pages of the access review send: ids that stood on the page, and which of them are to end."""

from uuid import UUID

from django import forms

from confidentiality.interface.forms import Ids


class PageForm(forms.Form):
    """The lines of a page, those that are to end, and that it was asked whether they are."""

    kept_as_draft = False  # there are no words in it

    shown = Ids(required=False)
    end = Ids(required=False)
    sure = forms.BooleanField(required=False)

    def kept(self) -> list[UUID]:
        """Return what stays: shown, and not to end."""
        ends = set(self.cleaned_data["end"])
        return [each for each in self.cleaned_data["shown"] if each not in ends]
