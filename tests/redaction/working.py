"""Steps on the workbench, made by the product's own actions."""

from uuid import UUID

from clients.actions import add_entry
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.dossier import load_dossier
from disclosures.redaction import actions
from disclosures.redaction.marks import Does, Part, Place, Prepared
from disclosures.redaction.models import RedactionStep
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, who

TOLD = "The neighbour rang and told me in confidence that she keeps a list."
SAID = "in confidence"
FACTORS = dict.fromkeys(("kind", "duty", "steps", "capable", "refusal"), "Nobody is named.")


def a_request(
    *bodies: str,
    contact: UUID | None = None,
    consent: UUID | None = None,
    also: tuple[UUID, ...] = (),
    **terms: object,
) -> UUID:
    """Begin a request to disclose entries of these words, and `also` others, which a consent on these terms covers."""
    contact = contact or story.an_agency()
    with acting_as(who(ASKER)):
        told = [*(_entry(body).id for body in bodies), *also]
    consent = consent or story.a_consent(
        contact, covers=frozenset(told), names_sensitive=frozenset(), **terms
    )
    return story.a_draft(contact, consent, entries=tuple(told))


def _entry(body: str) -> Entry:
    return add_entry(
        file=story.file(),
        by=cast.worker(ASKER),
        kind=Entry.Kind.CALL,
        nature=Entry.Nature.FACT,
        body=body,
        happened_on=story.days(-1),
    )


def prepared_of(request: UUID, by: str = ASKER) -> list[Prepared]:
    """Return the entries of a request with what was decided about them."""
    with acting_as(who(by)):
        return list(load_dossier(story.get(request)).prepared.values())


def withhold(
    request: UUID, words: str, *, by: str = ASKER, why: str = "third_party"
) -> RedactionStep:
    """Withhold the first place of some words in the first entry in which they stand."""
    return _step(request, words, Does.WITHHOLD, by=by, why=why)


def withhold_entry(
    request: UUID, entry: UUID, *, by: str = ASKER, why: str = "sensitive"
) -> RedactionStep:
    """Withhold an entry whole."""
    item = next(each for each in prepared_of(request, by) if each.entry == entry)
    with acting_as(who(by)):
        (made,) = actions.take_step(
            request=story.get(request),
            entry=entry,
            does=Does.WITHHOLD,
            source=item.source,
            by=cast.worker(by),
            why=why,
        )
        return made


def weigh(request: UUID, words: str = SAID, *, by: str = ASKER) -> RedactionStep:
    """Leave in what was told in confidence, having weighed it."""
    return _step(request, words, Does.LEAVE, by=by, factors=FACTORS)


def _step(request: UUID, words: str, does: Does, *, by: str, **more: object) -> RedactionStep:
    item = next(each for each in prepared_of(request, by) if words in each.texts[Part.BODY])
    start = item.texts[Part.BODY].index(words)
    with acting_as(who(by)):
        (made,) = actions.take_step(
            request=story.get(request),
            entry=item.entry,
            does=does,
            source=item.source,
            places=[Place(Part.BODY, start, start + len(words))],
            by=cast.worker(by),
            **more,  # type: ignore[arg-type]
        )
        return made
