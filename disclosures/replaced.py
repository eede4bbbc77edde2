"""What ends a consent later: one that takes its place with the same agency, or a refusal about it (2.1)."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from disclosures.models import Consent, ConsentItem

Compared = date | datetime | OuterRef
_OF_THIS = {
    "file": OuterRef("file_id"),
    "agency": OuterRef("to_agency_id"),
    "given": OuterRef("given_on"),
    "recorded": OuterRef("recorded_at"),
}


def given_after(*, given: Compared, recorded: Compared) -> Q:
    """Consents given later than one, or written down later on the same day."""
    return Q(given_on__gt=given) | Q(given_on=given, recorded_at__gt=recorded)


def in_place_of(
    *, file: UUID | OuterRef, agency: UUID | OuterRef, given: Compared, recorded: Compared
) -> QuerySet[Consent]:
    """The consents of a file that took the place of one to an agency, the latest first, refusals aside.

    `access.is_agreed_to_less` compares the same with what has left.
    """
    after = given_after(given=given, recorded=recorded)
    agreed = Consent.objects.filter(file=file, to_agency=agency, refused=False)
    return agreed.filter(after, beside=False).order_by("-given_on", "-recorded_at")


def refusals_since(
    *, file: UUID | OuterRef, agency: UUID | OuterRef, given: Compared, recorded: Compared
) -> QuerySet[Consent]:
    """The client's refusals about an agency later than a consent to it, the latest first.

    One that names entries is about these; one that names none is about everything.
    """
    after = given_after(given=given, recorded=recorded)
    refused = Consent.objects.filter(after, file=file, to_agency=agency, refused=True)
    return refused.order_by("-given_on", "-recorded_at")


def refused_on() -> Subquery:
    """The expression for the day on which the client refused all of a consent, the latest; NULL: never since."""
    of_all = refusals_since(**_OF_THIS).filter(~Exists(_named()))
    return Subquery(of_all.values("given_on")[:1])


def entries_refused_since(consent: Consent) -> set[UUID]:
    """Return the entries that the client refused to the agency of a consent since."""
    refusals = refusals_since(
        file=consent.file_id,
        agency=consent.to_agency_id,
        given=consent.given_on,
        recorded=consent.recorded_at,
    )
    named = ConsentItem.objects.filter(consent__in=refusals.order_by())
    return set(named.values_list("entry_id", flat=True))


def with_what_ended(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    """The same, each with the latest day on which another took its place, or the client refused all or part of it."""
    covered = ConsentItem.objects.filter(consent=OuterRef(OuterRef(OuterRef("pk"))))
    in_part = Exists(_named().filter(entry__in=covered.values("entry")))
    return consents.annotate(
        replaced_on=Subquery(in_place_of(**_OF_THIS).values("given_on")[:1]),
        refused_on=refused_on(),
        refused_in_part_on=Subquery(
            refusals_since(**_OF_THIS).filter(in_part).values("given_on")[:1]
        ),
    )


def _named() -> QuerySet[ConsentItem]:
    return ConsentItem.objects.filter(consent=OuterRef("pk"))


def day_in_place(last: Mapping[str, str | None] | None, *, on: date) -> date | None:
    """Return the day of the latest consent in the place of an earlier, one of `asked`; None where it stands no more."""
    if last is None or last["withdrawn_at"] or last["refused_on"]:
        return None
    ended = last["ends"] and last["ends"] < on.isoformat()
    return None if ended else date.fromisoformat(last["given_on"] or "")
