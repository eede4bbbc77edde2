"""What the audit's pages ask for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from clients.references import as_typed
from confidentiality.interface.forms import DateParts
from staff.models import Worker

from .access import Search

OUTCOMES = [("", "Any"), ("done", "Done"), ("denied", "Denied"), ("failed", "Failed")]


class SearchForm(forms.Form):
    """Narrow the list of events."""

    person = forms.TypedChoiceField(required=False, label="Person", coerce=UUID)
    action = forms.CharField(
        required=False,
        max_length=60,
        label="Action",
        help_text="How it begins, such as ‘file opened’",
    )
    outcome = forms.ChoiceField(required=False, label="Outcome", choices=OUTCOMES)
    reference = forms.CharField(required=False, max_length=40, label="Case file’s reference")
    since = DateParts(required=False, past=True, subject="The first day", label="From")
    until = DateParts(required=False, subject="The last day", label="Until")
    request = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, workers: Iterable[Worker]) -> None:
        super().__init__(data)
        names = [(str(worker.pk), worker.display_name) for worker in workers]
        self.fields["person"].choices = [("", "Anybody"), *names]  # type: ignore[attr-defined]

    def clean_reference(self) -> str | None:
        """Return the reference as it is written, None for none."""
        typed = self.cleaned_data["reference"]
        reference = as_typed(typed)
        if typed and reference is None:
            raise ValidationError("A reference has eight letters and numbers, such as 7K3M-Q2XP")
        return reference

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first")
        return data

    def search(self) -> Search:
        """Return what to look for; nothing that is wrong narrows the list."""
        data = self.cleaned_data if self.is_valid() else {}
        action = str(data.get("action") or "").strip().lower().replace(" ", "_")
        given = {name: value for name, value in data.items() if value}
        return Search(**{**given, "action": action})


class DayForm(forms.Form):
    """Choose the day of a root."""

    day = DateParts(past=True, subject="The day", label="Day")
