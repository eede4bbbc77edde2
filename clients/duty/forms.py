"""What the duty search asks for, and the call that is written down."""

from datetime import date
from typing import Any

from django import forms

from confidentiality.interface.forms import DateParts
from confidentiality.sealing.index import words
from confidentiality.sealing.index.tokens import exact_terms

from ..contacting.forms_call import AsksWhoRang
from ..contacting.profile import Profile
from ..forms import EntryWords
from ..once import Once
from ..wording.forms import Worded


class DutySearchForm(forms.Form):
    """A name, and at least one other exact identifier."""

    kept_as_draft = False  # what is searched for is nobody's writing

    first_name = forms.CharField(
        max_length=100, label="First name", help_text="As the person who rings spells it"
    )
    born = DateParts(required=False, past=True, subject="The date of birth", label="Date of birth")
    phone = forms.CharField(
        required=False,
        max_length=40,
        label="Telephone number",
        help_text="A whole number that we know of",
        widget=forms.TextInput({"inputmode": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for two identifiers that can be looked for."""
        data = super().clean() or self.cleaned_data
        if data.get("phone") and not words.phone(data["phone"]):
            self.add_error("phone", "Type a whole telephone number")
        if self.errors:
            return data
        if not (data.get("born") or data.get("phone")):
            self.add_error("born", "Type the date of birth, the telephone number, or both")
        elif not exact_terms(data["first_name"], born=data["born"], phone=data["phone"]):
            self.add_error("first_name", "Type a name of at least two letters")
        return data


class RecordCallForm(AsksWhoRang, Once, Worded, EntryWords):
    """What was said on the telephone: a fact, of today; and who rang."""

    def __init__(self, *args: Any, told: Profile, ask_by: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("happened_on", "nature", "basis"):
            del self.fields[name]
        self.fields["body"].label = "What was said?"
        self.ask_who_rang(told, ask_by)

    def clean(self) -> dict[str, Any]:
        """Ask who rang; a fact needs nothing more."""
        data = forms.Form.clean(self) or self.cleaned_data
        self.check_call()
        return data

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        data = self.cleaned_data
        return {
            "body": data["body"],
            "sensitive_kind": data["sensitive_kind"] if data["sensitive"] else "",
        }
