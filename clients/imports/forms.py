"""What people fill in on the pages of imports."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError

from confidentiality.interface.forms import Confirmation, DateParts, LongText, Radios
from staff.models import Service, Team

from .dates import EARLIEST_EVENT, OLDEST_AGE, Order
from .models import Import, ImportRow
from .row import CODES, DUPLICATE, Correction, RowPlan

SERVICES = [(Service.ISS.value, Service.ISS.label), (Service.DVPP.value, Service.DVPP.label)]
NOBODY = "nobody"
FATES = [
    ("", "All rows"),
    ("import", "Nothing to ask"),
    ("ask", "Something to ask"),
    *((state.value, state.label) for state in ImportRow.State if state != ImportRow.State.PLANNED),
]


class UploadForm(forms.Form):
    """The sheet itself."""

    sheet = forms.FileField(
        label="The charity’s sheet, saved as CSV",
        help_text="Up to 10 MB. Nothing becomes a case file before you have seen what would.",
        allow_empty_file=True,  # an empty file gets the reader's own sentence
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class OrderForm(forms.Form):
    """Which part of the dates is the day."""

    order = forms.ChoiceField(
        label="Which way round are the dates of this sheet?",
        choices=[
            (Order.DAY_FIRST.value, "Day first"),
            (Order.MONTH_FIRST.value, "Month first"),
            (Order.ASK_EACH.value, "Nobody can tell"),
        ],
        widget=Radios(
            hints={Order.ASK_EACH.value: "Each row with such a date then waits in the queue."}
        ),
    )


class RowsFilter(forms.Form):
    """Narrowing the rows of a sheet."""

    fate = forms.ChoiceField(label="What becomes of it", choices=FATES, required=False)
    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Any"), *((code, code.capitalize()) for code in CODES)],
        required=False,
    )


class QueueFilter(forms.Form):
    """Narrowing the queue."""

    reason = RowsFilter.base_fields["reason"]


class StartForm(forms.Form):
    """Which teams take the files, where there is a choice, and the confirmation."""

    confirmed = Confirmation("I have looked at what will happen to the rows")

    def __init__(self, *args: object, teams: Iterable[Team], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.teams = {
            service: [t for t in teams if t.service in (service, "both")] for service, _ in SERVICES
        }
        for service, label in reversed(SERVICES):
            if len(self.teams[service]) > 1:
                self.fields[f"{service}_team"] = forms.ChoiceField(
                    label=f"{label}: team that takes the files",
                    choices=[(team.pk, team.name) for team in self.teams[service]],
                )
        self.order_fields([*(f"{service}_team" for service, _ in SERVICES), "confirmed"])

    def team_of(self, service: str) -> Team | None:
        """The team chosen, or the only one; None where there is none."""
        chosen = self.cleaned_data.get(f"{service}_team")
        teams = self.teams[service]
        return next((team for team in teams if chosen in (None, str(team.pk))), None)


class PartnerForm(forms.Form):
    """Which of several people is the partner."""

    partner = forms.ChoiceField(label="Who is the partner?", widget=Radios)

    def __init__(self, *args: object, candidates: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [*candidates.items(), (NOBODY, "None of them")]
        self.fields["partner"].choices = choices  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """A waiting row put right, so that it can become a case file."""

    service = forms.ChoiceField(label="Service", choices=SERVICES, widget=Radios)
    first_name = forms.CharField(label="First name", max_length=80, required=False)
    surname = forms.CharField(
        label="Surname",
        max_length=80,
        required=False,
        help_text="Leave it empty if nobody knows it.",
    )
    born = DateParts(
        label="Date of birth",
        past=True,
        required=False,
        help_text="Leave it empty if nobody knows it.",
    )
    referred = DateParts(label="Referred on", past=True, earliest=EARLIEST_EVENT)
    status = forms.ChoiceField(
        label="Status",
        choices=[("open", "Open"), ("on_hold", "On hold"), ("closed", "Closed")],
        widget=Radios,
    )
    left = DateParts(
        label="Left on",
        past=True,
        required=False,
        earliest=EARLIEST_EVENT,
        help_text="For closed files only.",
    )

    def __init__(self, *args: object, row: ImportRow, today: dt.date, **kwargs: object) -> None:
        plan = row.plan
        kwargs["initial"] = _initial(plan)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        born = self.fields["born"]
        born.earliest = today.replace(year=today.year - OLDEST_AGE, day=1)  # type: ignore[attr-defined]
        if row.service:
            del self.fields["service"]
        if DUPLICATE in row.reasons:
            self.fields["somebody_else"] = Confirmation(
                "This is another person than in the other row"
            )
        self.known_service = row.service

    def clean(self) -> dict[str, object]:
        """Ask for one name at least."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if not cleaned.get("first_name") and not cleaned.get("surname"):
            raise ValidationError("Give the first name or the surname.")
        return cleaned

    def correction(self) -> Correction:
        """What was said, for the rules."""
        said = self.cleaned_data
        return Correction(
            service="dvpp" if (said.get("service") or self.known_service) == "dvpp" else "iss",
            first_name=said["first_name"],
            surname=said["surname"],
            born=said["born"],
            referred=said["referred"],
            status=said["status"],
            left=said["left"],
        )


def _initial(plan: RowPlan) -> dict[str, object]:
    return {
        "first_name": plan.first_name,
        "surname": plan.surname,
        "born": plan.born.read.date,
        "referred": plan.referred.read.date,
        "status": plan.status,
        "left": plan.left.read.date,
    }


class SetAsideForm(forms.Form):
    """Why no file is made of a row."""

    why = LongText(
        label="Why is no file made of this row?",
        max_length=500,
        help_text="For example: the same person as in row 12, who has a file.",
    )
    confirmed = Confirmation("Set this row aside")


class EndForm(forms.Form):
    """The confirmation of undoing or closing."""

    def __init__(self, *args: object, label: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["confirmed"] = Confirmation(label)


def undo_label(batch: Import) -> str:
    """What is ticked before an import is undone, or a dry run withdrawn."""
    if batch.state == Import.State.PLANNED:
        return "Withdraw this sheet"
    return "Undo this import"
