"""What is asked about handing over and notices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from clients.once import Once
from confidentiality.interface.filters import date_gb
from confidentiality.interface.forms import Confirmation, DateParts, Radios, Ticks
from disclosures.forms.pieces import GLIMPSE, long_words, offer, tick
from disclosures.grounds import grounds_from
from disclosures.models import Release

from .models import Handover, Notice

_SENT = (Notice.Kind.RECALLED, Notice.Kind.CORRECTED)


def _weighed() -> forms.BooleanField:
    """Return the box of whoever has looked at what the machine finds in words that leave."""
    return tick(
        "I have looked at these words, and all of them may go",
        "Needed where the machine finds a name, a number or a sensitive word (clauses 3.2.1 and 4.4.2)",
    )


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
    weighed = _weighed()


class JudgeFalseForm(forms.Form):
    """That a threat is judged to be false, and who was told of it."""

    of = forms.MultipleChoiceField(
        label="Who was told of this threat?",
        help_text="Each of them is told that it was false. Leave out who was told of another one, which stands",
        widget=Ticks(),
    )
    words = long_words("Why is it judged to be false?", "They are told so", required=True)
    weighed = _weighed()
    confirmed = Confirmation("The threat is judged to be false. What was recorded stays")

    def __init__(self, *args: Any, told: Iterable[Release], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "of", [(str(each.id), _told(each)) for each in told])


def _told(release: Release) -> str:
    """Return who was told, when, and of what in a few words."""
    why = " ".join(grounds_from(release.request.grounds).why.split())
    who = f"{release.to_name}, {date_gb(timezone.localdate(release.released_at))}"
    return f"{who}: {Truncator(why).chars(GLIMPSE)}" if why else who


class AcknowledgeForm(forms.Form):
    """That the recipient has acknowledged it."""

    on = DateParts(past=True, subject="The day", label="When did they acknowledge it?")
    said = long_words("What did they say?", required=True, rows=2)
