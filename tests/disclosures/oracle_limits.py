"""What the oracle asks of a recipient and of the limits that a client set."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from disclosures.models import Package, Release, RequestItem
from disclosures.picture import Basis
from tests.disclosures.sides import DOOR, EMAIL, HERS, side_of


def _threatened(made: Release) -> bool:
    return made.request.basis == Basis.THREAT and bool(
        (made.request.reached or {}).get("threatened")
    )


def warns_him_on_her_file(made: Release) -> bool:
    """Whether her partner is warned, as somebody who is threatened: never before it was signed."""
    side = side_of(made.file_id)
    return _threatened(made) and side is HERS and made.request.to_name == side.partner


def not_to_a_partner(made: Release) -> None:
    """Nobody who is or was a partner receives anything; whoever is threatened gets a warning and no more."""
    if _threatened(made):
        assert not RequestItem.objects.filter(request=made.request).exists(), "more than a warning"
        return
    assert made.request.to_name != side_of(made.file_id).partner, "a partner"
    assert made.request.to_name not in made.request.file.partner_names, "a partner"
    ways = " ".join(map(str, (made.request.reached or {}).values())).casefold()
    assert EMAIL not in ways, "a partner’s e-mail address"
    assert DOOR.casefold() not in ways, "a partner’s door"


def told_or_written(made: Release) -> None:
    """What was told was told to somebody known; what was written is kept as it left."""
    letter = Package.objects.get(release=made).letter
    if made.request.manner == "written":
        assert letter
        assert made.letter_sha256
        return
    assert not letter
    said: Mapping[str, str] = made.spoken or {}
    assert said["with_whom"].strip()
    assert said["known_by"].strip()
    assert date.fromisoformat(said["on"]) <= timezone.localdate()


def kept(made: Release) -> None:
    """Each limit that the client set was kept to."""
    assert made.consent is not None
    today = timezone.localdate()
    picked = {
        str(e)
        for e in RequestItem.objects.filter(request=made.request).values_list("entry_id", flat=True)
    }
    for limit in made.consent.provisos:
        match limit["kind"]:
            case "not_this_item":
                assert limit["item"] not in picked, limit["kind"]
            case "not_this_agency":
                assert limit["agency"] != str(made.agency_id), limit["kind"]
            case "not_this_person":
                known = {made.request.to_name, *made.request.readers}
                assert limit["words"] not in known, limit["kind"]
            case "not_before":
                assert date.fromisoformat(limit["day"]) <= today, limit["kind"]
            case "not_after":
                assert date.fromisoformat(limit["day"]) >= today, limit["kind"]
            case "only_verbally":
                assert made.request.manner == "spoken", limit["kind"]
            case "own_words":
                assert made.keeps_words, limit["kind"]
            case kind:
                raise AssertionError(f"a limit of no kind: {kind}")
