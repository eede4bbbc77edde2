"""Keeping the list, and counting what was shown; what one writer was shown is in no record."""

from collections import Counter
from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from confidentiality.audit.record import record
from staff.models import Worker

from .models import WordingTerm
from .rules import Kind


class Twice(Exception):
    """It is on the list already."""


def keep_term(*, term: WordingTerm, words: str, kind: str, by: Worker) -> None:
    """Put a term on the list, or change one; raises Twice for one that is there already."""
    term.words, term.kind, term.changed_by, term.changed_at = words, kind, by, timezone.now()
    try:
        with transaction.atomic():
            term.save()
    except IntegrityError:
        raise Twice from None
    record("wording_changed", ids=[term.id])


def remove_term(*, term: WordingTerm) -> None:
    """Take a term off the list."""
    gone, _ = WordingTerm.objects.filter(pk=term.pk).delete()
    if gone:
        record("wording_changed", ids=[term.pk])


def count(
    *, shown: Iterable[Kind] = (), kept: Iterable[Kind] = (), changed: Iterable[Kind] = ()
) -> None:
    """Add to this month's figures, by kind; neither who writes nor which words."""
    counts = [Counter(each) for each in (shown, kept, changed)]
    for kind in Kind:
        numbers = [each[kind] for each in counts]
        if any(numbers):
            with connection.cursor() as cursor:
                cursor.execute("SELECT access.count_wording(%s, %s, %s, %s)", [str(kind), *numbers])
