"""Who keeps the list of the writing aid, the list as the rules read it, and its figures."""

from uuid import UUID

from confidentiality.access.http import Hidden
from staff.models import Role, Worker

from .models import WordingCount, WordingTerm
from .rules import Kind, Term

EDITORS = (Role.RECORDS_ADMIN, Role.LINE_MANAGER)


def may_edit(worker: Worker) -> bool:
    """Say whether the worker keeps the list: it is no security, so one person is enough."""
    return worker.role in EDITORS


def check_editor(worker: Worker) -> None:
    """Let whoever keeps the list in; raises Hidden for everybody else."""
    if not may_edit(worker):
        raise Hidden("wording_hidden")


def terms() -> list[Term]:
    """Return the list as the rules read it, in order."""
    listed = WordingTerm.objects.order_by("words").only("words", "kind")
    return [Term(str(each.pk), each.words, Kind(each.kind)) for each in listed]


def listed(worker: Worker) -> dict[str, list[WordingTerm]]:
    """Return the list by kind, in order; raises Hidden for whoever does not keep it."""
    check_editor(worker)
    found = list(WordingTerm.objects.order_by("words"))
    return {
        str(label): [each for each in found if each.kind == kind]
        for kind, label in WordingTerm.Kind.choices
    }


def open_term(worker: Worker, term: UUID) -> WordingTerm:
    """Return a term to change; raises Hidden."""
    check_editor(worker)
    found = WordingTerm.objects.filter(pk=term).first()
    if found is None:
        raise Hidden("wording_hidden")
    return found


def figures(worker: Worker) -> list[WordingCount]:
    """Return the figures of the last twelve months, the latest first; raises Hidden."""
    check_editor(worker)
    return list(WordingCount.objects.order_by("-month", "kind")[:24])
