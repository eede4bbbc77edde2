"""Django's form renderer, so that `{{ form.as_div() }}` comes out as GOV.UK markup."""

from typing import Any

from django.forms.renderers import Jinja2
from django.template.loader import get_template

from confidentiality.interface.fields import (
    Confirmation,
    ConfirmedAnew,
    DateBoxes,
    DateParts,
    Ids,
    LongText,
    Radios,
    TickReveals,
    Ticks,
    TypedConfirmation,
    ask_revealed,
    say_instead,
)

__all__ = [
    "Confirmation",
    "ConfirmedAnew",
    "DateBoxes",
    "DateParts",
    "GovukRenderer",
    "Ids",
    "LongText",
    "Radios",
    "TickReveals",
    "Ticks",
    "TypedConfirmation",
    "ask_revealed",
    "say_instead",
]

OURS = {
    "django/forms/div.html": "forms/form.html",
    "django/forms/field.html": "forms/field.html",
}


class GovukRenderer(Jinja2):
    """FORM_RENDERER: forms and fields through our engine, Django's own templates for the rest."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        ours = OURS.get(template_name, template_name)
        return get_template(ours) if ours.startswith("forms/") else super().get_template(ours)
