"""What an enquiry asks for: in a minute, with as little as there is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.contact import Call, Contact
from clients.fields import LONGEST_NAME
from clients.forms import OpenNewFileForm
from clients.models import Entry
from clients.once import Once
from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    LongText,
    Radios,
    TickReveals,
)
from staff.models import Service, Worker

from .actions import Told
from .models import Enquiry

LONGEST_BODY = 20_000


class _RingsBack(Once):
    """A day on which somebody has promised to ring back, if they have."""

    ring_back_on = DateParts(
        required=False,
        subject="The day to ring back",
        label="Ring back on",
        help_text="If you have promised to; it stands before everybody who takes calls",
    )

    def clean_ring_back_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["ring_back_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(
                "The day to ring back must be today or later",
                params={"parts": ["day", "month", "year"]},
            )
        return day


class TakeEnquiryForm(_RingsBack):
    """Who asked, for what, and how they can be reached safely."""

    field_order = (
        "token",
        "service",
        "danger",
        "body",
        "about",
        "came_from",
        "source",
        "caller",
        "phone",
        "safe_to_call",
        "times",
        "ring_back_on",
    )
    service = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (Service.ISS, Service.DVPP)],
        label="For which service?",
        widget=Radios(),
    )
    danger = forms.BooleanField(
        required=False,
        label="Somebody is in danger now",
        help_text="The next page says what to do first",
    )
    body = LongText(
        max_length=LONGEST_BODY, label="What was said?", widget=forms.Textarea({"rows": 6})
    )
    about = forms.CharField(max_length=LONGEST_NAME, label="What is it about, in a few words?")
    came_from = forms.ChoiceField(
        choices=Enquiry.From.choices,
        label="Who told you?",
        initial=Enquiry.From.THEMSELVES,
        widget=Radios(),
    )
    source = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="If it was somebody else: who?",
        help_text="Their name, who they are to the person, or which agency",
    )
    caller = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="Name of the person whom it is about",
        help_text="Leave it empty if they would rather not say",
    )
    phone = forms.CharField(
        required=False,
        max_length=40,
        label="Telephone number",
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    safe_to_call = forms.ChoiceField(
        choices=Call.choices, label="Is it safe to call?", initial=Call.UNKNOWN, widget=Radios()
    )
    times = forms.CharField(
        required=False, max_length=LONGEST_NAME, label="When is it safe, and who may answer?"
    )

    def __init__(self, *args: Any, by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if by.service != Service.BOTH:
            del self.fields["service"]

    def service_of(self) -> str:
        """Return whose enquiry it is: the worker's own service's; of both, the one that they chose."""
        return str(self.cleaned_data.get("service", self.by.service))

    def clean(self) -> dict[str, Any]:
        """Ask who told it, where it was somebody else."""
        data = super().clean() or self.cleaned_data
        others = data.get("came_from") not in (None, "", Enquiry.From.THEMSELVES)
        if others and not data.get("source") and "source" not in self.errors:
            self.add_error("source", "Say who told you")
        return data

    def told(self) -> Told:
        """Return what the enquiry says; the form must be valid."""
        data = self.cleaned_data
        contact = Contact(
            phones=[data["phone"]] if data["phone"] else [],
            safe_to_call=data["safe_to_call"],
            times=data["times"],
        )
        return Told(
            came_from=Enquiry.From(data["came_from"]),
            about=data["about"],
            body=data["body"],
            caller=data["caller"],
            source="" if data["came_from"] == Enquiry.From.THEMSELVES else data["source"],
            contact=dict(contact),
        )


class WriteOnForm(_RingsBack):
    """What happened since."""

    field_order = ("token", "body", "ring_back_on")
    body = LongText(
        max_length=LONGEST_BODY, label="What happened?", widget=forms.Textarea({"rows": 5})
    )


class CloseEnquiryForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(
        choices=Enquiry.Outcome.choices, label="How did it end?", widget=Radios()
    )
    sure = Confirmation("Nothing more is to be done about it")


class BecomeFileForm(OpenNewFileForm):
    """A new file with what the enquiry knows; whether its words hold a sensitive fact (clause 4.4.2)."""

    sensitive = forms.BooleanField(
        required=False,
        label="The enquiry’s words hold a sensitive fact",
        help_text="Rape, HIV, an AIDS-related illness, or something as private (clause 4.4.2)",
        widget=TickReveals(reveals=["sensitive_kind"]),
    )
    sensitive_kind = forms.ChoiceField(
        choices=Entry.SensitiveKind.choices,
        label="Which?",
        widget=Radios(),
        error_messages={"required": "Say which sensitive fact it holds (clause 4.4.2)"},
    )

    def __init__(self, *args: Any, people: Iterable[Worker], by: Worker, **kwargs: Any) -> None:
        super().__init__(*args, people=people, by=by, **kwargs)
        marked = bool(self.data.get(self.add_prefix("sensitive")))
        self.fields["sensitive_kind"].required = marked or not self.is_bound

    def marked(self) -> str:
        """Return which sensitive fact the words hold, or nothing; the form must be valid."""
        data = self.cleaned_data
        return str(data["sensitive_kind"]) if data["sensitive"] else ""


def known_of(enquiry: Enquiry) -> dict[str, Any]:
    """Return what an enquiry knows for the form of a new file."""
    contact = enquiry.contact
    return {
        "name": enquiry.caller,
        "phones": "\n".join(contact.get("phones", [])),
        "safe_to_call": contact.get("safe_to_call", Call.UNKNOWN),
        "times": contact.get("times", ""),
    }
