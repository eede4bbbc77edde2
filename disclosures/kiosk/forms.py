"""What is asked of staff about office screens and tickets to them."""

from django import forms

from confidentiality.interface.forms import Confirmation
from disclosures.forms.pieces import tick
from staff.once import Once


class GiveForm(Once):
    """Who is in the room; the client and the package are known."""

    supporter = tick(
        "Somebody whom the client brought is with them",
        "Not where their request says that they read it alone",
    )
    interpreter = tick("An interpreter is with them")
    present = Confirmation(
        "I am with them, I know who they are, and nobody else can see the screen"
    )


class ScreenForm(Once):
    """Where the browser stands."""

    room = forms.CharField(
        max_length=60,
        label="In which room does it stand?",
        help_text="As people here call it; no client reads it",
    )


class SureForm(forms.Form):
    """Nothing is asked but whether one is sure."""

    confirmed = Confirmation("I am sure")
