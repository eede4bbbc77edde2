"""The doors to templates and letters, and what may stand at a letter's head."""

from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.utils.module_loading import import_string

from clients.contacting.profile import Profile
from clients.models import CaseFile
from clients.people.access import identifiers_of
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Role, Worker
from staff.organisation.in_force import UNNAMED, details, letterhead
from staff.organisation.models import Kind

from .models import Letter, Printing, Template, Wording

EDITORS = (Role.RECORDS_ADMIN, Role.LINE_MANAGER)
MOST, MOST_HEAD = 50, 4


def may_edit(worker: Worker) -> bool:
    """Say whether the worker keeps the templates."""
    return worker.role in EDITORS


def check_editor(worker: Worker) -> None:
    """Let whoever keeps the templates in; raises Hidden for everybody else."""
    if not may_edit(worker):
        raise Hidden("letter_templates_hidden")


def _with_wordings() -> "Prefetch[str]":
    return Prefetch("wordings", Wording.objects.select_related("by").order_by("-number"))


def templates(*, retired: bool = False) -> list[Template]:
    """Return the templates in use, each with its wordings, the newest first, by name; the retired ones too if asked."""
    found = Template.objects.prefetch_related(_with_wordings())
    rows = [each for each in found if retired or each.retired_at is None]
    return sorted(rows, key=lambda each: each.wordings.all()[0].name.casefold())


def open_template(template_id: UUID, *, retired: bool = False) -> tuple[Template, list[Wording]]:
    """Return a template in use and its wordings, the newest first; raises Hidden for any other id."""
    found = Template.objects.prefetch_related(_with_wordings()).filter(pk=template_id).first()
    if found is None or (found.retired_at is not None and not retired):
        raise Hidden("letter_template_hidden")
    return found, list(found.wordings.all())


def letters_of(file: CaseFile) -> list[Letter]:
    """Return the letters of an opened file, the newest first; fifty at most, recorded."""
    found = Letter.objects.filter(file_id=file.id).select_related("made_by", "wording")
    shown = list(found.defer("words", "pdf").order_by("-made_at", "-id")[:MOST])
    record("letters_listed", file=file.id, ids=[each.id for each in shown])
    return shown


def open_letter(file: CaseFile, letter_id: UUID) -> Letter:
    """Return a letter of an opened file with its printings, recorded; raises Hidden for any other id."""
    printed = Prefetch("printings", Printing.objects.select_related("by").order_by("number"))
    rows = Letter.objects.filter(file_id=file.id, pk=letter_id).select_related("made_by", "entry")
    found = rows.prefetch_related(printed).first()
    if found is None:
        raise Hidden("letter_hidden", file=file.id)
    record("letter_opened", file=file.id, ids=[letter_id])
    return found


def others_in(file: CaseFile, words: str, *, at_door: bool = False) -> list[str] | None:
    """Return by what words others tied to an opened file are named in a letter (clause 3.2.1).

    None where whoever writes has no right to know of them: nobody has looked, and nothing of them shows. `at_door`:
    for a page that decides nothing, as `identifiers_of` takes it.
    """
    if "third_party" not in (file.rights_at_door or ()):
        return None
    found: list[str] = import_string(settings.LETTERS_READ_BY)(
        words, identifiers_of(file, at_door=at_door)
    )
    return found


def sender(profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands at a letter's head, and the names by which we would be known.

    Who we are stands there only where safe contact allows it; otherwise the neutral words of the settings.
    """
    agreed = details().get(Kind.LETTERS, {})
    name = letterhead().name
    names = () if name == UNNAMED else (name,)
    if profile.may_name_us and names:
        lines = [name, *str(agreed.get("address", "")).split("\n"), agreed.get("telephone", "")]
    else:
        lines = settings.LETTER_SENDER.split("\n")
    return tuple(filter(None, (line.strip() for line in lines)))[:MOST_HEAD], names
