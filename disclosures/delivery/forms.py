"""What is asked about handing over and notices."""

from typing import Any

from django import forms

from clients.once import Once
from confidentiality.interface.forms import Confirmation, DateParts, Radios
from disclosures.forms.pieces import long_words, tick

from .models import Handover, Notice

_SENT = (Notice.Kind.RECALLED, Notice.Kind.CORRECTED)


class HandOverForm(Once):
    """How the paper got to its recipient; never as an attachment of an e-mail."""

    form = forms.ChoiceField(
        choices=Handover.Form.choices,
        initial=Handover.Form.LETTER,
        label="As what?",
        help_text="You print it, or save it, on the next page. Each copy is counted",
        widget=Radios(),
    )
    way = forms.ChoiceField(
        choices=Handover.Way.choices, label="How was it handed over?", widget=Radios()
    )
    on = DateParts(past=True, subject="The day", label="When?")
    place = long_words(
        "Into whose hand, or to which address?", "For the post: the whole address", required=True
    )
    checked = long_words(
        "How do you know that it is theirs?",
        "You rang the number on the register, for example",
        required=True,
        rows=2,
    )
    already = tick(
        "It has left our hands already",
        "Then it is recorded as it was, and marked where something stood against it",
    )

    def __init__(self, *args: Any, own_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["already" if own_file else "form"]


class TellForm(Once):
    """What the recipient is told of it afterwards."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in _SENT],
        label="What are they told?",
        widget=Radios(),
    )
    words = long_words("In which words, and how?", "You ring them, or write to them", required=True)


class JudgeFalseForm(forms.Form):
    """That a threat is judged to be false."""

    words = long_words(
        "Why is it judged to be false?", "Everybody who was told of it is told so", required=True
    )
    confirmed = Confirmation("The threat is judged to be false. What was recorded stays")


class AcknowledgeForm(forms.Form):
    """That the recipient has acknowledged it."""

    on = DateParts(past=True, subject="The day", label="When did they acknowledge it?")
    said = long_words("What did they say?", required=True, rows=2)
