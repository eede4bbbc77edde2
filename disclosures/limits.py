"""What a client set afterwards on a consent of theirs, beside the consent as it was given (3.3.2 d)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import load_keys
from confidentiality.sealing.seals import Sealed
from disclosures.kiosk.models import Limit
from disclosures.models import Consent
from disclosures.picture import Proviso, ProvisoKind
from disclosures.provisos import for_letter, from_stored, in_words
from disclosures.replaced import Compared, given_after

# The day itself would be the birthday
FOR_A_CHILD = "A parent or guardian agreed for a child: it ends when the child is of age."
# Limits that name whom they keep out: they do so wherever those would receive it
WHOM = frozenset({ProvisoKind.NOT_THIS_AGENCY, ProvisoKind.NOT_THIS_PERSON})
# Limits of what rests on their own consent, and on one whose place it takes: words of the client's may say more
ALONE = frozenset(
    {
        *(ProvisoKind.NOT_THIS_ITEM, ProvisoKind.ONLY_VERBALLY),
        *(ProvisoKind.NOT_BEFORE, ProvisoKind.NOT_AFTER),
    }
)
# Of what comes as JSON, beside what is sealed
_OF = ("id", "file_id", "consent_id", "package_id", "entry_id")
_KEPT = (*_OF, "kind", "day", "at")
_LATER = ("id", "file_id", "to_agency_id")


def limits_of(consents: Iterable[UUID]) -> dict[UUID, list[Limit]]:
    """Return what was set on each of these consents, the oldest first, with the keys of what is sealed."""
    found: dict[UUID, list[Limit]] = defaultdict(list)
    for limit in Limit.objects.filter(consent__in=list(consents)).order_by("at", "id"):
        found[limit.consent_id].append(limit)
    _load_keys(each for some in found.values() for each in some)
    return found


def _load_keys(limits: Iterable[Limit]) -> None:
    named = (each for each in limits if each.kind == Limit.Kind.NOT_THIS_PERSON)
    load_keys({each.sealed_under() for each in named})


def limited_by(provisos: Iterable[Proviso]) -> Consent.Limited:
    """Return how far limits reach: those that keep somebody out do so wherever they would receive it."""
    kinds = {each.kind for each in provisos}
    if kinds & WHOM:
        return Consent.Limited.ANYWHERE
    if kinds - ALONE:
        return Consent.Limited.HERE
    return Consent.Limited.ALONE if kinds else Consent.Limited.NOT


def later_limited(
    *, file: UUID | OuterRef, agency: UUID | OuterRef, given: Compared, recorded: Compared
) -> QuerySet[Consent]:
    """The consents with limits of a file, given later than one to an agency, whose limits reach it too."""
    here = Q(to_agency=agency) & ~Q(limited=Consent.Limited.NOT)
    reaches = here | Q(limited=Consent.Limited.ANYWHERE)
    after = given_after(given=given, recorded=recorded)
    return Consent.objects.filter(after, reaches, file=file, refused=False)


def set_on(consent: str) -> ArraySubquery:
    """The expression for what was set on the consent that a row names by this column, the oldest first, sealed."""
    rows = Limit.objects.filter(consent=OuterRef(consent)).order_by("at", "id")
    return ArraySubquery(rows.values(kept=JSONObject(words="words", **{n: n for n in _KEPT})))


def limit_of(kept: Mapping[str, str | None]) -> Limit:
    """Return one of `set_on`, still sealed."""
    limit = Limit(**_ids(kept, *_OF), kind=str(kept["kind"]))
    limit.at = datetime.fromisoformat(kept["at"] or "")
    limit.day = date.fromisoformat(kept["day"]) if kept["day"] else None
    limit.words = _sealed(kept["words"]) if kept["words"] else None
    return limit


def limits_from(kept: Iterable[Mapping[str, str | None]]) -> list[Limit]:
    """Return those of `set_on`, with the keys of what is sealed, in one question."""
    found = [limit_of(each) for each in kept]
    _load_keys(found)
    return found


def sealed_limits(consents: QuerySet[Consent]) -> ArraySubquery:
    """The expression for the limits of these consents, the oldest first, sealed."""
    kept = JSONObject(provisos="provisos", beside="beside", **{n: n for n in _LATER})
    return ArraySubquery(consents.order_by("recorded_at", "id").values(kept=kept))


def set_later(consent: Consent, later: Iterable[Mapping[str, Any]]) -> tuple[Proviso, ...]:
    """Return the limits of later consents that bind this one (3.3.2 d); `later` are those of `later_limited`, sealed.

    Of one that stands beside it, or did before that was asked, whom it keeps out and what she said in her own words;
    of one about another agency only whom it keeps out. `access.limits_unread` shuts by the same what has left.
    """
    return tuple(
        limit
        for each in later
        for limit in from_stored(_provisos(each))
        if limit.kind in WHOM
        or (
            UUID(each["to_agency_id"]) == consent.to_agency_id
            and (each["beside"] is False or limit.kind not in ALONE)
        )
    )


def _provisos(kept: Mapping[str, Any]) -> list[dict[str, str]]:
    row = Consent(**_ids(kept, *_LATER), provisos=_sealed(kept["provisos"]))
    found: list[dict[str, str]] = row.provisos
    return found


def _ids(kept: Mapping[str, Any], *names: str) -> dict[str, UUID | None]:
    return {name: UUID(kept[name]) if kept[name] else None for name in names}


def _sealed(column: str) -> Sealed:
    return Sealed(bytes.fromhex(column.removeprefix("\\x")))


def ends_on(consent: Consent, limits: Iterable[Limit]) -> date | None:
    """Return until when a consent holds; None where no end was agreed on: a limit makes it no whole consent."""
    if consent.expires_on is None:
        return None
    earlier = (each.day for each in limits if each.kind == Limit.Kind.ENDS and each.day)
    return min([consent.expires_on, *earlier])


def provisos_of(
    consent: Consent,
    limits: Iterable[Limit],
    *,
    later: Iterable[Proviso] = (),
    acknowledged_by: frozenset[UUID] = frozenset(),
) -> tuple[Proviso, ...]:
    """Return all limits of a consent for the rules: those that it was given with, and those that were set since.

    `later` are those of later consents that bind it.
    """
    since = tuple(as_proviso(each) for each in limits if each.kind != Limit.Kind.ENDS)
    known = (replace(each, acknowledged_by=acknowledged_by) for each in later)
    return (*from_stored(consent.provisos, acknowledged_by=acknowledged_by), *since, *known)


def on_the_letter(
    consent: Consent, limits: Iterable[Limit], later: Iterable[Proviso] = ()
) -> tuple[str, ...]:
    """Return what the letter prints of a consent's limits, and that a parent agreed for a child."""
    printed = (for_letter(each) for each in provisos_of(consent, limits, later=later))
    by_parent = FOR_A_CHILD if consent.authority else ""
    return tuple(words for words in (*printed, by_parent) if words)


def said_of(consent: Consent, limits: list[Limit], later: Iterable[Proviso] = ()) -> list[str]:
    """Say all limits of a consent in sentences for our own pages; the last says when some were set since."""
    said = [in_words(each) for each in provisos_of(consent, limits, later=later)]
    if limits:
        day = date_gb(timezone.localdate(max(each.at for each in limits)))
        said.append(f"The client limited it further afterwards, last on {day}.")
    return said


def as_proviso(limit: Limit) -> Proviso:
    """Return a limit that is no end as the rules know limits."""
    return Proviso(
        ProvisoKind(limit.kind), item=limit.entry_id, day=limit.day, words=limit.words or ""
    )
