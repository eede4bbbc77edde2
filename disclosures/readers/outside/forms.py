"""What an outside reader fills in."""

from django import forms

from confidentiality.interface.forms import Confirmation


class EnterForm(forms.Form):
    """The link, which the page takes out of its own address, and the code that was told by telephone."""

    link = forms.CharField(
        max_length=300, error_messages={"required": "Paste the whole link that was sent to you"}
    )
    code = forms.CharField(
        max_length=20, error_messages={"required": "Enter the code that you were told"}
    )


class TermsForm(forms.Form):
    """What a reader takes on before anything is shown."""

    accepted = Confirmation("I accept this, for me and for my agency")
