"""What is asked about the signed paper of a consent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from clients.documents.forms import WithDocument
from clients.models import Entry
from confidentiality.interface.forms import Confirmation, DateParts
from disclosures.forms.pieces import entry_choices, offer


class KeepPaperForm(forms.Form):
    """Which document of the file is the paper, and which date it bears."""

    paper = forms.ChoiceField(label="Which document is it?")
    dated = DateParts(past=True, subject="The date on it", label="Which date does it bear?")

    def __init__(self, *args: Any, papers: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "paper", [("", "Choose a document"), *entry_choices(papers)])

    def entry(self) -> UUID:
        """Return the document's entry; the form must be valid."""
        return UUID(self.cleaned_data["paper"])


class ScanPaperForm(WithDocument):
    """The paper itself, scanned or photographed just now."""

    dated = DateParts(past=True, subject="The date on it", label="Which date does it bear?")
    sensitive_kind = forms.ChoiceField(
        required=False,
        choices=[("", "None"), *Entry.SensitiveKind.choices],
        label="Which sensitive fact does it tell?",
        help_text="Rape, HIV, an AIDS-related illness, or something as private (clause 4.4.2)",
    )


class TakePaperOffForm(forms.Form):
    """That it is another paper."""

    confirmed = Confirmation("This is not the signed paper of this consent")
