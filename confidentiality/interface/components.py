"""The GOV.UK macros, lent to our strict templates from a lenient environment of their own.

They ask for what is missing and expect nothing, which a strict environment refuses.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, PrefixLoader
from jinja2.runtime import Macro

COMPONENTS = {
    "govukBackLink": "back-link",
    "govukBreadcrumbs": "breadcrumbs",
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorMessage": "error-message",
    "govukErrorSummary": "error-summary",
    "govukFieldset": "fieldset",
    "govukFileUpload": "file-upload",
    "govukHint": "hint",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukLabel": "label",
    "govukNotificationBanner": "notification-banner",
    "govukPasswordInput": "password-input",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukServiceNavigation": "service-navigation",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTable": "table",
    "govukTag": "tag",
    "govukTaskList": "task-list",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}


@cache
def govuk_macros() -> dict[str, Macro]:
    """Return the GOV.UK macros by their published names, ready to be called."""
    lenient = Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
    )
    return {
        name: getattr(
            lenient.get_template(f"govuk_frontend_jinja/components/{folder}/macro.html").module,
            name,
        )
        for name, folder in COMPONENTS.items()
    }
