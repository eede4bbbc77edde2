"""Form fields and widgets that Django lacks: a day in three boxes, long text, confirmations."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from confidentiality.interface.filters import MONTHS, date_gb

DAY, MONTH, YEAR = PARTS = ("day", "month", "year")
Boxes = tuple[str, str, str]


class DateBoxes(forms.Widget):
    """Three text boxes, `<name>-day`, `-month`, `-year`; its value is what was typed in them."""

    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Boxes | None:
        boxes = tuple(str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)
        return boxes if any(boxes) else None  # type: ignore[return-value]

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> bool:
        return not any(f"{name}-{part}" in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{DAY}" if id_ else id_


class DateParts(forms.Field):
    """A day typed in three boxes; cleans to a date, or None when left empty and not required.

    Months may be words ('June', 'jun'). With `past`, tomorrow in London is refused; `earliest`
    refuses what is older. Error messages begin with `subject` and name the boxes that are wrong
    in `params["parts"]`.
    """

    widget = DateBoxes

    def __init__(
        self,
        *,
        past: bool = False,
        earliest: date = date(1900, 1, 1),
        subject: str = "The date",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.subject = subject
        self.past = past
        self.earliest = earliest

    def prepare_value(self, value: Boxes | date | None) -> Boxes:
        if isinstance(value, date):
            return (str(value.day), str(value.month), str(value.year))
        return value or ("", "", "")

    def to_python(self, value: Boxes | date | None) -> date | None:
        if value is None or isinstance(value, date):
            return value
        missing = [part for part, text in zip(PARTS, value, strict=True) if not text]
        if missing:
            wanted = " and ".join(f"a {part}" for part in missing)
            raise self._error("must include " + wanted, "incomplete", missing)
        day, month, year = value
        number = _month_number(month)
        if not (_is_number(day) and _is_number(year) and number):
            raise self._error("must be a real date", "invalid", PARTS)
        if len(year) != 4:
            raise self._error("must have a year of 4 numbers", "invalid", [YEAR])
        try:
            return date(int(year), number, int(day))
        except ValueError as impossible:
            raise self._error("must be a real date", "invalid", PARTS) from impossible

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.past and value > timezone.localdate():
            raise self._error("must be today or in the past", "future", PARTS)
        if value < self.earliest:
            raise self._error(f"must be {date_gb(self.earliest)} or later", "early", PARTS)

    def has_changed(self, initial: date | None, data: Boxes | None) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True

    def _error(self, what: str, code: str, parts: Iterable[str]) -> ValidationError:
        return ValidationError(
            "%(subject)s " + what, code=code, params={"subject": self.subject, "parts": [*parts]}
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4  # more digits overflow a date


def _month_number(text: str) -> int | None:
    """Return 1–12 for '6', '06', 'jun' or 'June', else None."""
    if _is_number(text):
        return int(text)
    word = text.casefold().rstrip(".")
    for number, month in enumerate(MONTHS, start=1):
        if len(word) >= 3 and month.casefold().startswith(word):
            return number
    return None


class LongText(forms.CharField):
    """Text of several lines, with a character count on the page when `max_length` is given.

    Browsers send line ends as two characters and count them as one: they are made one here, so
    that page and server agree about the length.
    """

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class _Described:
    """Choices with a hint each, and with questions that appear under the choice they belong to."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.hints = dict(hints or {})
        self.reveals = {value: tuple(names) for value, names in (reveals or {}).items()}
        named = [name for names in self.reveals.values() for name in names]
        if len(named) != len(set(named)):
            raise ValueError("A question that two answers show would be drawn and sent twice.")


class Radios(_Described, forms.RadioSelect):
    """Radio buttons; `hints={value: text}`, `reveals={value: [names of fields of this form]}`.

    Without JavaScript the revealed questions simply stand under their choice.
    """


class Ticks(_Described, forms.CheckboxSelectMultiple):
    """Checkboxes; `hints={value: text}`, `reveals={value: [names of fields of this form]}`."""


class TickReveals(forms.CheckboxInput):
    """One checkbox that shows further questions when ticked: `reveals=[names of fields]`."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, reveals: Iterable[str] = ()) -> None:
        super().__init__(attrs)
        self.reveals = {"": tuple(reveals)}


def ask_revealed(form: forms.BaseForm, *names: str) -> None:
    """Let what these fields reveal be asked for where it is shown, and drawn as what may not be left out.

    Call it at the end of a form's `__init__`. What an answer that was not given reveals is not asked for.
    """
    for name in names:
        chosen = form.data.get(form.add_prefix(name))
        for answer, revealed in form.fields[name].widget.reveals.items():
            given = chosen == answer or (not answer and bool(chosen))  # a tick reveals under ""
            for each in revealed:
                form.fields[each].required = given
                form.fields[each].asked = True  # type: ignore[attr-defined]  # for the label


def say_instead(form: forms.BaseForm, name: str, value: str) -> None:
    """Let a form that was sent be drawn again with another answer to one question, and every other as it came."""
    answers: Any = form.data.copy()  # type: ignore[attr-defined]  # a posted form's holds a list for each question
    answers[form.add_prefix(name)] = value
    form.data = answers


class Ids(forms.Field):
    """Lists of ids, each list joined by commas, as the lines of a page carry them: what was on it when it was shown."""

    widget = forms.MultipleHiddenInput
    most = 500

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what is on the page that is drawn again, which may be more than was sent."""
        return initial

    def clean(self, value: Any) -> list[UUID]:
        """Return the ids; raises ValidationError for what is none, or too many."""
        try:
            found = [UUID(one) for line in value or [] for one in str(line).split(",")]
        except ValueError:
            raise ValidationError("That was not on the page. Look at it again") from None
        if len(found) > self.most:
            raise ValidationError("That is too much at once. Look at the page again")
        return found


class Confirmation(forms.BooleanField):
    """A checkbox that has to be ticked before an outward or destructive step is taken."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        said = label if label.startswith("I ") else f"{label[:1].lower()}{label[1:]}"
        unticked = {"required": f"Tick to confirm: {said}"}
        super().__init__(label=label, error_messages=unticked, **kwargs)


class ConfirmedAnew(Confirmation):
    """One that is unticked on a page drawn again: what it is about can be more by then."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class TypedConfirmation(forms.CharField):
    """A box in which `expected` (a reference, say) has to be typed before the step is taken."""

    def __init__(self, expected: str, **kwargs: Any) -> None:
        kwargs.setdefault("label", f"Type {expected} to confirm")
        super().__init__(**kwargs)
        self.expected = expected
        self.error_messages["required"] = self.error_messages["mismatch"] = (
            f"Type {expected} exactly as it stands here"
        )

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if typed.casefold() != self.expected.casefold():
            raise ValidationError(self.error_messages["mismatch"], code="mismatch")
        return typed
