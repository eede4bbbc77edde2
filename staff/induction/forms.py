"""What writing, publishing and acknowledging the policy ask for."""

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import Confirmation, LongText

from .text import sections

LONGEST = 200_000


class WriteForm(forms.Form):
    """The whole text, and what is new in it; `instead_of` is the version that waited when it was begun."""

    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = LongText(
        max_length=LONGEST,
        label="The policy’s text",
        help_text="A line that begins with # is a heading; give each clause one, with its number. "
        "A line that begins with - is a point of a list.",
        widget=forms.Textarea({"rows": 25, "spellcheck": "true"}),
    )
    changes = LongText(
        max_length=2000,
        label="What is new in it",
        help_text="In a few sentences, for those who know the version before.",
        widget=forms.Textarea({"rows": 4}),
    )

    def clean_text(self) -> str:
        """Return the text; without a heading nobody could find a clause in it."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if not any(section.heading for section in sections(text)):
            raise ValidationError("Give each clause a heading: a line that begins with #")
        return text


class PublishForm(forms.Form):
    """That somebody else has read all of it; `version` is the one that was read."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    read = Confirmation("I have read the whole text, and it is the policy from now on")


class ThrowAwayForm(forms.Form):
    """That the version that waits is not wanted; `version` is the one that was shown."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    sure = Confirmation("Throw this version away")


class AcknowledgeForm(forms.Form):
    """That one has read the policy and will keep to it; `version` is the number of what was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = Confirmation("I have read the policy and will keep to it")


class ResponsibilityForm(AcknowledgeForm):
    """The same for a member of the committee, who answers for it (clause 5.3.1)."""

    agreed = Confirmation(
        "I have read the policy, will keep to it, and take my share of the committee’s responsibility for it"
    )
