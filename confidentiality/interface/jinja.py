"""The one template engine of the product: strict, escaping, with the GOV.UK macros and our parts.

A name that is missing from a context is an error, never an empty string.
"""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined, TemplateNotFound
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from confidentiality.drafts import writing
from confidentiality.interface import drawing
from confidentiality.interface.addresses import fixed_address
from confidentiality.interface.components import govuk_macros
from confidentiality.interface.filters import FILTERS


class Parts:
    """Our partials as `parts.<name>(…)`: each is the macro of that name in templates/parts/."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Macro:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            module = self._environment.get_template(f"parts/{name}.html").module
        except TemplateNotFound as missing:
            raise AttributeError(name) from missing
        return getattr(module, name)  # type: ignore[no-any-return]


class Cover:
    """`parts.cover`, which is a part of every page: drawn once, since only the token in its forms differs."""

    _TOKEN = Markup("<!-- token -->")

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._drawn: dict[bool, str] = {}

    def __call__(self, csrf: object, passkey: bool) -> Markup:
        """Return the cover with this token's field in its forms."""
        if passkey not in self._drawn:
            self._drawn[passkey] = str(self._parts.cover(self._TOKEN, passkey))
        return Markup(self._drawn[passkey].replace(self._TOKEN, escape(csrf)))  # noqa: S704  # both are markup


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the path of a named route."""
    if not args and not kwargs:
        return fixed_address(name)
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend asks for (OPTIONS['environment'])."""
    for decided_here in ("autoescape", "undefined"):
        options.pop(decided_here, None)
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,  # there are more templates than Jinja keeps by itself
        **options,
    )
    made.filters.update(FILTERS)
    parts = Parts(made)
    made.globals.update(
        **govuk_macros(),
        parts=parts,
        cover=Cover(parts),
        url=url,
        static=static,
        draw_field=drawing.draw_field,
        relabel=drawing.relabel,
        top_fields=drawing.top_fields,
        form_errors=drawing.form_errors,
        form_errors_id=drawing.form_errors_id,
        error_list=drawing.error_list,
        keep_words=writing.keep_words,
    )
    return made
