"""A handful of letters to begin with, none of which says who writes; the organisation words them from then on."""

from typing import Any

from django.db import migrations

LETTERS = (
    (
        "Your appointment",
        "Dear [name],\n\nWe can meet on [day and time], at [place].\n\nIf you cannot come, please let me know on"
        " [number for her to ring].\n\n[more]\n\nYours sincerely,\n[worker]",
    ),
    (
        "I could not reach you",
        "Dear [name],\n\nI tried to reach you and could not. If you would like to talk, you can find me on"
        " [number for her to ring], [when you can be reached]. If I hear nothing by [day], I will not write again.\n\n"
        "[more]\n\nYours sincerely,\n[worker]",
    ),
    (
        "Closing",
        "Dear [name],\n\nAs we agreed, we have come to the end of our meetings. If you would like to get in touch again,"
        " you can do so at any time on [number for her to ring].\n\nI wish you all the best.\n\n"
        "[more]\n\nYours sincerely,\n[worker]",
    ),
    (
        "A new person to talk to",
        "Dear [name],\n\nFrom [day] you can speak to [name of colleague] instead of me, on [number for her to ring]."
        " What you and I have spoken of stays as private as it was.\n\n[more]\n\nYours sincerely,\n[worker]",
    ),
    (
        "Thank you for getting in touch",
        "Dear [name],\n\nThank you for getting in touch. I will ring you [when and how, as agreed]. If that does not suit"
        " you, please let me know on [number for her to ring].\n\n[more]\n\nYours sincerely,\n[worker]",
    ),
)


def write_letters(apps: Any, schema_editor: Any) -> None:
    """Write the templates, each with its first wording."""
    template, wording = (apps.get_model("letters", name) for name in ("Template", "Wording"))
    for name, body in LETTERS:
        row = template.objects.create()
        wording.objects.create(template=row, number=1, name=name, body=body)


class Migration(migrations.Migration):

    dependencies = [("letters", "0001_initial")]

    operations = [migrations.RunPython(write_letters, migrations.RunPython.noop)]
