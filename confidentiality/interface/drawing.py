"""From a bound field to GOV.UK markup: which macro draws it, with what.

Everything said by people or by data goes to the macros as `text` and is escaped there; only
labels and hints that Django itself marks as safe stay markup.

Text boxes neither fill themselves in nor send what is typed to a browser's spelling or writing
service unless the widget asks for it: what is typed here is about somebody else.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from confidentiality.interface.components import govuk_macros
from confidentiality.interface.fields import PARTS, DateBoxes

Params = dict[str, Any]

# What a widget may pass on to its element; placeholders are not among them, labels do their work.
PASSED_ON = (
    "accept",
    "autocapitalize",
    "autocomplete",
    "inputmode",
    "maxlength",
    "readonly",
    "spellcheck",
)
TYPES = {"email": "email", "tel": "tel", "search": "search", "url": "url"}
KEYBOARDS = {"number": "numeric", "email": "email", "tel": "tel", "url": "url"}


def draw_field(bound: BoundField, **own: Any) -> SafeString:
    """Return the whole form group of one field: label, hint, error, control.

    `own` may replace `label`, `hint` and the `hints` of choices, give `classes` to the control, `legend_classes` to a
    fieldset, any of the attributes that a widget may pass on (autocomplete, inputmode …), or
    `optional=False` where every question can obviously be left out.
    Raises TypeError for a widget that no GOV.UK component draws.
    """
    if bound.is_hidden:
        return SafeString(bound)
    for widget_class, draw in DRAWN_BY:
        if isinstance(bound.field.widget, widget_class):
            macro, params = draw(bound, own)
            drawn = govuk_macros()[macro](params).replace(" data-aria-controls=", " data-reveals=")
            return mark_safe(drawn)  # noqa: S308 - the macros escape
    raise TypeError(f"No GOV.UK component draws a {type(bound.field.widget).__name__}.")


def relabel(form: forms.BaseForm, **labels: str) -> None:
    """Give fields of somebody else's form our own words, in labels and errors alike."""
    for name, label in labels.items():
        form[name].label = label


def top_fields(form: forms.BaseForm) -> list[BoundField]:
    """Return the visible fields in order, without those that another field reveals."""
    revealed = {
        name
        for field in form.fields.values()
        for names in getattr(field.widget, "reveals", {}).values()
        for name in names
    }
    return [bound for bound in form.visible_fields() if bound.name not in revealed]


def form_errors(form: forms.BaseForm) -> list[str]:
    """Return what is wrong with the form as a whole, or with its hidden fields."""
    hidden = [str(error) for bound in form.hidden_fields() for error in bound.errors]
    return [*map(str, form.non_field_errors()), *hidden]


def form_errors_id(form: forms.BaseForm) -> str:
    """Return the id under which `form_errors` stand in the page."""
    return f"{form.prefix}-form-errors" if form.prefix else "form-errors"


def error_list(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the lines of the error summary: text, and the address of the control to mend."""
    if not form.is_bound:
        return []
    whole = [{"text": error, "href": f"#{form_errors_id(form)}"} for error in form_errors(form)]
    return whole + [
        {"text": error, "href": f"#{_first_control(bound)}"}
        for bound in form.visible_fields()
        for error in _messages(bound)
    ]


def _first_control(bound: BoundField) -> str:
    if isinstance(bound.field.widget, DateBoxes):
        return f"{bound.auto_id}-{next(iter(_wrong_boxes(bound)), PARTS[0])}"
    return bound.auto_id


def _wrong_boxes(bound: BoundField) -> list[str]:
    """Return the boxes of a date that are at fault; all three when no error says which."""
    if not bound.errors:
        return []
    named = [
        part
        for error in bound.errors.as_data()
        for part in (getattr(error, "params", None) or {}).get("parts", [])
    ]
    return named or list(PARTS)


def _text(value: Any) -> str:
    """Return text safe from the macros' re-indenting: a line end as a reference stays one."""
    if value is None:
        return ""
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n")  # as browsers send them
    return mark_safe(escape(lines).replace("\n", "&#10;"))  # noqa: S308 - escaped


def _label(bound: BoundField, own: Params) -> str:
    label: str = own.get("label") or str(bound.label)
    asked = bound.field.required or getattr(bound.field, "asked", False)
    asked = asked or isinstance(bound.field.widget, forms.CheckboxInput)
    return (
        label
        if asked or not own.get("optional", True)
        else SafeString(conditional_escape(label) + " (optional)")
    )


def _hint(bound: BoundField, own: Params) -> Params | None:
    hint = own.get("hint", bound.help_text)
    return {"text": hint} if hint else None


def _error(bound: BoundField) -> Params | None:
    return {"text": " ".join(_messages(bound))} if bound.errors else None


def _messages(bound: BoundField) -> list[str]:
    """Return the errors of a field; 'required' says what to do, and where, unless the form did."""
    standing = forms.Field.default_error_messages["required"]
    said: list[str] = []
    for error in bound.errors.as_data():
        if error.code == "required" and error.message == standing:
            said.append(_required(bound))
        else:
            said.extend(error.messages)
    return said


def _required(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick ‘{bound.label}’"
    if isinstance(widget, forms.FileInput):
        return f"Choose a file for ‘{bound.label}’"
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"Choose an answer to ‘{bound.label}’"
    return f"Fill in ‘{bound.label}’"


def _common(bound: BoundField, own: Params) -> Params:
    return {
        "id": bound.auto_id,
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "hint": _hint(bound, own),
        "errorMessage": _error(bound),
        "disabled": bound.field.disabled,
        "classes": own.get("classes", ""),
        "label": {"text": _label(bound, own), "classes": "govuk-label--s"},
    }


def _passed_on(bound: BoundField, own: Params) -> Params:
    attrs = {**bound.field.widget.attrs, **own}
    found = {name: attrs[name] for name in PASSED_ON if attrs.get(name) not in (None, False)}
    found.setdefault("autocomplete", "off")
    found.setdefault("spellcheck", "false")
    found.setdefault("writingsuggestions", "false")
    return {
        name: {"value": True, "optional": True} if value is True else str(value)
        for name, value in found.items()
    }


def _draw_input(bound: BoundField, own: Params) -> tuple[str, Params]:
    kind = getattr(bound.field.widget, "input_type", "text")
    attributes = _passed_on(bound, own)
    if kind in KEYBOARDS:
        attributes.setdefault("inputmode", KEYBOARDS[kind])
    return "govukInput", {
        **_common(bound, own),
        "type": TYPES.get(kind, "text"),
        "value": _text(bound.field.widget.format_value(bound.value())),
        "attributes": attributes,
    }


def _draw_password(bound: BoundField, own: Params) -> tuple[str, Params]:
    autocomplete = bound.field.widget.attrs.get("autocomplete", "current-password")
    return "govukPasswordInput", {**_common(bound, own), "autocomplete": autocomplete}


def _draw_textarea(bound: BoundField, own: Params) -> tuple[str, Params]:
    attributes = _passed_on(bound, own)
    attributes.pop("maxlength", None)  # the count warns; cutting a note short would lose words
    params = {
        **_common(bound, own),
        "disabled": bound.field.disabled
        and "readonly" not in attributes,  # which can be read by keyboard
        "value": _text(bound.value()),
        "rows": own.get("rows") or bound.field.widget.attrs.get("rows") or 6,
        "attributes": attributes,
    }
    limit = getattr(bound.field, "max_length", None)
    if limit is None:
        return "govukTextarea", params
    return "govukCharacterCount", {**params, "maxlength": str(limit), "threshold": "75"}


def _draw_select(bound: BoundField, own: Params) -> tuple[str, Params]:
    if bound.field.widget.allow_multiple_selected:
        raise TypeError(f"{bound.name} takes several answers, which are drawn as Ticks.")
    return "govukSelect", {
        **_common(bound, own),
        "items": [
            {"value": value, "text": text, "selected": chosen}
            for value, text, chosen in _choices(bound)
        ],
    }


def _draw_choices(macro: str) -> Callable[[BoundField, Params], tuple[str, Params]]:
    def draw(bound: BoundField, own: Params) -> tuple[str, Params]:
        hints = own.get("hints") or getattr(bound.field.widget, "hints", {})
        items = [
            {
                "value": value,
                "text": text,
                "checked": chosen,
                "disabled": bound.field.disabled,
                "hint": {"text": hints[value]} if value in hints else None,
                "conditional": _revealed(bound, value),
            }
            for value, text, chosen in _choices(bound)
        ]
        return macro, {**_common(bound, own), "fieldset": _fieldset(bound, own), "items": items}

    return draw


def _draw_tick(bound: BoundField, own: Params) -> tuple[str, Params]:
    hint = _hint(bound, own)
    item = {
        "value": "on",
        "text": _label(bound, own),
        "checked": bool(bound.field.to_python(bound.value())),
        "disabled": bound.field.disabled,
        "hint": hint,
        "conditional": _revealed(bound, ""),
    }
    return "govukCheckboxes", {**_common(bound, own), "hint": None, "items": [item]}


def _draw_date(bound: BoundField, own: Params) -> tuple[str, Params]:
    wrong = _wrong_boxes(bound)
    birthday = bound.field.widget.attrs.get("autocomplete") == "bday"
    typed = bound.value()
    items = [
        {
            "name": part,
            "label": part.capitalize(),
            "value": _text(text),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            "autocomplete": f"bday-{part}" if birthday else "off",
        }
        for part, text in zip(PARTS, typed, strict=True)
    ]
    return "govukDateInput", {
        **_common(bound, own),
        "namePrefix": bound.html_name,
        "fieldset": _fieldset(bound, own),
        "items": items,
    }


def _draw_upload(bound: BoundField, own: Params) -> tuple[str, Params]:
    attributes = _passed_on(bound, own)
    for typing in ("autocomplete", "spellcheck", "writingsuggestions"):
        attributes.pop(typing, None)
    return "govukFileUpload", {**_common(bound, own), "attributes": attributes, "javascript": True}


def _fieldset(bound: BoundField, own: Params) -> Params:
    classes = own.get("legend_classes", "govuk-fieldset__legend--s")
    return {"legend": {"text": _label(bound, own), "classes": classes}}


def _choices(bound: BoundField) -> Iterator[tuple[str, str, bool]]:
    """Yield value, text and whether chosen; raises TypeError for grouped choices."""
    for group, options, _index in bound.field.widget.optgroups(
        bound.html_name, bound.field.widget.format_value(bound.value())
    ):
        if group is not None:
            raise TypeError(f"The choices of {bound.name} are grouped, which cannot be drawn.")
        for option in options:
            yield str(option["value"]), option["label"], option["selected"]


def _revealed(bound: BoundField, value: str) -> Params | None:
    # A form may have left a question out for the one it is asking.
    names = getattr(bound.field.widget, "reveals", {}).get(value, ())
    drawn = "".join(draw_field(bound.form[name]) for name in names if name in bound.form.fields)
    return {"html": drawn} if drawn else None


# The first match draws: subclasses stand before what they derive from.
DRAWN_BY: list[tuple[type[forms.Widget], Callable[[BoundField, Params], tuple[str, Params]]]] = [
    (DateBoxes, _draw_date),
    (forms.CheckboxSelectMultiple, _draw_choices("govukCheckboxes")),
    (forms.RadioSelect, _draw_choices("govukRadios")),
    (forms.CheckboxInput, _draw_tick),
    (forms.Select, _draw_select),
    (forms.FileInput, _draw_upload),
    (forms.Textarea, _draw_textarea),
    (forms.PasswordInput, _draw_password),
    (forms.widgets.Input, _draw_input),
]
