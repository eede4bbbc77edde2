"""What is asked for with a document, and whether it is taken in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from clients.court import HELD
from clients.forms import EntryWords
from clients.once import Once
from clients.thirdparty.forms import ORDER, AddThirdPartyRecordForm
from confidentiality.documents.contents import look_into
from confidentiality.documents.kinds import ENDS, IN_WORDS, Kind, NotTaken
from confidentiality.documents.receiving import SealedUpload
from confidentiality.documents.scanner import scan
from confidentiality.interface.forms import Radios

FIELD = "document"


class DocumentField(forms.FileField):
    """A document that was received sealed: looked into and scanned before anything is made of it."""

    def __init__(self) -> None:
        most = settings.DOCUMENT_MAX_BYTES // (1024 * 1024)
        super().__init__(
            label="Document",
            help_text=f"{IN_WORDS}, up to {most} MB. It is kept as it comes, and nobody can put another in its place.",
            allow_empty_file=True,  # an empty one gets its own sentence
            widget=forms.FileInput(attrs={"accept": ",".join(ENDS)}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return upload and kind; refuses what is not taken in with a plain sentence, and a code for the audit."""
        upload = super().clean(data, initial)
        if not isinstance(upload, SealedUpload):
            raise ValidationError("Choose the document again", code="required")
        try:
            with upload.opened() as reader:
                kind = look_into(reader, upload.name or "")
                scan(reader.pieces())
        except NotTaken as refused:
            raise ValidationError(refused.sentence, code=refused.code) from None
        return upload, kind


class WithDocument(Once):
    """A form with a document."""

    document = DocumentField()

    @property
    def refusal(self) -> str:
        """Return the code of why the document was not taken in; empty when it was, or none was chosen."""
        errors = self.errors.as_data().get(FIELD, [])
        return next((str(each.code) for each in errors if each.code != "required"), "")

    def taken(self) -> tuple[SealedUpload, Kind]:
        """Return the upload and its kind; the form must be valid."""
        upload, kind = self.cleaned_data[FIELD]
        return upload, kind


class AddDocumentForm(WithDocument, EntryWords):
    """A document with its entry: what it is, a fact or an opinion, sensitive or not, a family court's or not."""

    field_order = ("token", FIELD, "happened_on", "body", "nature", "basis", "sensitive")
    court_paper = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        label="Is it a family court’s paper?",
        help_text=HELD,
        widget=Radios(),
        error_messages={"required": "Say whether it is a family court’s paper: no machine sees it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].label = "Of which day is it?"
        self.fields["body"].label = "What is it?"
        self.fields["body"].help_text = "Who wrote or made it, and what it shows"
        self.fields["body"].widget.attrs["rows"] = 4

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        return {**super().words(), "court_paper": self.cleaned_data["court_paper"] == "yes"}


class AddThirdPartyDocumentForm(WithDocument, AddThirdPartyRecordForm):
    """A document that somebody other than the client gave or wrote (clause 3.2.1)."""

    field_order = ("token", FIELD, *ORDER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_whom"].label = "Who gave or wrote it?"
        self.fields["body"].label = "What is it?"
        self.fields["body"].widget.attrs["rows"] = 4
