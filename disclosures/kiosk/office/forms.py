"""What is filled in at an office screen."""

from django import forms

from confidentiality.interface.forms import Confirmation, LongText

from ..rules import SIZES


class EnrolForm(forms.Form):
    """The code that makes a browser an office screen."""

    code = forms.CharField(
        max_length=20, label="Code of this screen", help_text="From whoever agreed to it"
    )


class EnterForm(forms.Form):
    """The code that a member of staff types, and the client's own."""

    staff_code = forms.CharField(
        max_length=20,
        label="Code of the member of staff",
        help_text="Eight letters and numbers",
        error_messages={"required": "Enter the code of the member of staff"},
    )
    client_code = forms.CharField(
        max_length=20,
        label="Your own code",
        help_text="Six numbers. Keep them: you need them again if the screen goes blank",
        error_messages={"required": "Enter your own code"},
    )


class ResumeForm(forms.Form):
    """The client's code again."""

    code = forms.CharField(
        max_length=20,
        label="Your own code",
        help_text="Six numbers, from the paper that you were given",
        error_messages={"required": "Enter your own code"},
    )


class TermsForm(forms.Form):
    """That they were told what they may ask for."""

    accepted = Confirmation("I have read this, or somebody has read it to me")


class RemarkForm(forms.Form):
    """What the client says of one item."""

    words = LongText(
        max_length=2_000,
        label="Is something wrong, or do you want to add something?",
        help_text="We keep your words beside what is written here. Nothing that is written is taken away.",
        widget=forms.Textarea({"rows": 4}),
    )


class LooksForm(forms.Form):
    """How large letters are, and whether black and white are wanted."""

    size = forms.TypedChoiceField(coerce=int, choices=[(each, each) for each in SIZES])
    contrast = forms.BooleanField(required=False)


class WithdrawForm(forms.Form):
    """Which of their consents, and that they are sure."""

    consent = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = Confirmation("I do not agree any more")
