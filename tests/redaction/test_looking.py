"""From whom is known to what is proposed: the client's own is not, and nobody else's is lost; without a database."""

from dataclasses import replace
from uuid import UUID

import pytest

from clients.people.identifiers import CLIENT, NEVER_USED, Known
from disclosures.likeness import likeness_to_partners
from disclosures.matcher import Owner, Proposal, Reason, Strength
from disclosures.names import Likeness
from disclosures.picture import Partners, Recipient
from disclosures.redaction.looking import (
    WORDS,
    Looked,
    Looking,
    by_entry,
    identifiers_in,
    key_of,
    possible_names,
)
from disclosures.redaction.marks import Does, Found, Part, Place, Prepared, Step

pytestmark = pytest.mark.clause("3.2.1")
HER, EX, TOLD, SISTER, NAMELESS, SHORT = (UUID(int=n) for n in range(1, 7))
PEOPLE = (
    Known(HER, CLIENT, {"given": ("Maya",), "family": ("Rahman",), "phone": ("07700 900111",)}),
    Known(
        EX,
        "ex_partner",
        {
            "given": ("Tom", "Thomas"), "family": ("Hargreave",), "maiden": ("Lund",), "nickname": ("Tommo",),
            "alias": ("T-Bone Hart",), "phone": ("07700 900222", "01632 960222"),
        },
    ),
    Known(TOLD, "partner", {"alias": ("Vic Moss",)}),
    Known(SISTER, "relative", {"given": ("Nasrin",), "family": ("Rahman",)}),
    Known(NAMELESS, "neighbour", {"phone": ("01632 960333",)}),
    Known(SHORT, "friend", {"nickname": ("a",)}),
)  # fmt: skip
LOOKING = Looking(PEOPLE)


def an_entry(body: str, basis: str = "", number: int = 20) -> Prepared:
    return Prepared(UUID(int=number), {Part.BODY: body, Part.BASIS: basis}, "source")


def test_partners_are_told_by_every_name_and_number() -> None:
    assert LOOKING.partners.names == (
        *("Tom Hargreave", "Thomas Hargreave", "Tommo Hargreave", "Tom Lund", "Thomas Lund"),
        *("Tommo Lund", "T-Bone Hart", "Vic Moss"),
    )
    assert LOOKING.partners.phones == ("07700 900222", "01632 960222")
    assert Looking(PEOPLE[3:]).partners.names == ()


@pytest.mark.edge("E13")
def test_of_a_partner_with_a_single_name_somebody_is_asked() -> None:
    kinds = ("family", "maiden", "given", "nickname")
    bare = [Known(EX, "ex_partner", {kind: (kind.title(),)}) for kind in kinds]
    assert Looking(bare).partners == Partners(
        unsure=Partners(("Family", "Maiden", "Given", "Nickname"))
    )
    for name, like in (
        ("Given", Likeness.ASK), ("Family Prior", Likeness.ASK), ("Ruth Adeyemi", Likeness.DIFFERENT)
    ):  # fmt: skip
        assert likeness_to_partners(Recipient(name), "", Looking(bare).partners) == like
    assert (
        LOOKING.partners.unsure == Partners()
    )  # of a whole name its first alone tells nobody apart


def test_of_whom_must_not_know_somebody_is_asked_and_of_whom_may_nobody() -> None:
    told = {"given": ("Hana",), "family": ("Brandt",), "email": ("hana@example.org",)}
    aunt = Known(SISTER, "relative", told, may_know=False)
    mother = Known(NAMELESS, "parent", {"nickname": ("Dada",)}, may_know=False)
    partners = Looking([aunt, mother]).partners
    assert partners.names == partners.emails == ()
    for recipient, like in (
        (Recipient("Hana Brandt"), Likeness.ASK),
        (Recipient("Ruth Adeyemi", readers=("BRANDT, Hana",)), Likeness.ASK),
        (Recipient("Ruth Adeyemi", emails=("hana@example.org",)), Likeness.ASK),
        (Recipient("Dada Lund"), Likeness.DIFFERENT),
        (Recipient("Ruth Adeyemi"), Likeness.DIFFERENT),
    ):
        assert likeness_to_partners(recipient, "Brandt and Dada", partners) == like
    for kind, called in (("alias", "Sam"), ("alias", "Sam Ojo"), ("given", "فاطمة الزهراء")):
        held_up_by = Looking([Known(SHORT, "relative", {kind: (called,)}, may_know=False)]).partners
        officer = Recipient("Samantha Poole", readers=("101",))
        assert (
            likeness_to_partners(officer, "Children’s services", held_up_by) == Likeness.DIFFERENT
        )
    may = Looking([replace(aunt, may_know=True)]).partners
    assert likeness_to_partners(Recipient("Hana Brandt"), "", may) == Likeness.DIFFERENT


@pytest.mark.edge("E13")
def test_what_is_no_name_and_a_word_that_only_begins_alike_hold_nobody_up() -> None:
    known = Looking([Known(EX, "ex_partner", {"given": ("Tom",), "family": ("Lund",)})]).partners
    assert likeness_to_partners(Recipient("Ruth Adeyemi", readers=("999",)), "", known) == (
        Likeness.DIFFERENT
    )
    single = Looking([Known(EX, "ex_partner", {"given": ("Des",)})]).partners
    assert likeness_to_partners(Recipient("Front desk"), "", single) == Likeness.DIFFERENT
    assert likeness_to_partners(Recipient("Des Obi"), "", single) == Likeness.ASK


@pytest.mark.edge("E13")
def test_who_was_ever_a_partner_is_one_whatever_they_are_called_now() -> None:
    told = {"given": ("Tom",), "family": ("Lund",), "phone": ("07700 900222",)}
    friend = Known(EX, "friend", told, was_partner=True)
    assert Looking([friend]).partners.names == ("Tom Lund",)
    assert Looking([friend]).partners.phones == ("07700 900222",)
    assert Looking([replace(friend, was_partner=False)]).partners.names == ()


def test_whom_no_machine_can_look_for_is_said_once_by_name_and_relation() -> None:
    assert LOOKING.not_looked_for == ["a (friend)"]
    two = Known(SHORT, "friend", {"nickname": ("a", "I")})
    assert Looking([two]).not_looked_for == ["I (friend)"]
    assert Looking([Known(HER, CLIENT, {"given": ("a",)})]).not_looked_for == []


@pytest.mark.parametrize(
    ("known", "called"),
    [
        (PEOPLE[0], "Maya Rahman (the client)"),
        (PEOPLE[1], "Thomas Hargreave (former partner)"),
        (PEOPLE[2], "Vic Moss (partner)"),
        (PEOPLE[4], "Neighbour"),
        (Known(EX, "partner as told", {"family": ("Lund",)}), "Lund (partner)"),
        (Known(EX, "worker", {"nickname": ("Al", "Ali")}), "Ali (worker at another organisation)"),
        (Known(HER, CLIENT, {"phone": ("07700 900222",)}), "The client"),
    ],
)
def test_everybody_is_called_by_the_newest_name_and_what_they_are(
    known: Known, called: str
) -> None:
    proposal = Proposal(0, 1, Reason.NAME, Strength.STRONG, (Owner(known.id), Owner(known.id, HER)))
    assert Looking([known]).whose(proposal) == (called,)


def words_of(item: Prepared, found: list[Found]) -> list[tuple[Part, str, Reason]]:
    return [
        (f.part, item.texts[f.part][f.place.start : f.place.end], f.proposal.reason) for f in found
    ]


def test_the_clients_own_is_not_proposed_but_what_she_shares_is() -> None:
    item = an_entry("Maya rang. Mrs Rahman heard.", "Tommo: her word.")
    assert words_of(item, LOOKING.look(item).found) == [
        (Part.BODY, "Mrs Rahman", Reason.NAME),
        (Part.BASIS, "Tommo", Reason.NAME),
    ]
    nobodys = an_entry("Her number plate is AB12 CDE.")
    assert (Part.BODY, "AB12 CDE", Reason.PLATE_LIKE) in words_of(
        nobodys, LOOKING.look(nobodys).found
    )


FINDABLE = Known(
    HER,
    CLIENT,
    {
        "given": ("Maya",), "phone": ("07700 900111",), "email": ("maya@example.org",),
        "address": ("3 Elm Row",), "postcode": ("EB1 2CD",), "date_of_birth": ("1990-05-01",),
    },
)  # fmt: skip
WHERE_SHE_IS = {
    "3 Elm Row": "Where the client lives",
    "EB1 2CD": "Where the client lives",
    "07700 900111": "How to reach the client",
    "maya@example.org": "How to reach the client",
}


@pytest.mark.attack("A3")
def test_where_she_is_and_how_to_reach_her_is_asked_about_unless_she_alone_reads_it() -> None:
    text = f"Maya, born 1 May 1990: {'; '.join(WHERE_SHE_IS)}."
    item, looking = an_entry(text), Looking([FINDABLE])
    found = looking.look(item).found
    assert all(each.to_decide for each in found)
    for groups in (looking.groups([(item, found)]), [*looking.stops([text]).values()]):
        assert {g.words: g.says for g in groups} == WHERE_SHE_IS
        assert {g.suggested for g in groups} == {"harm"}
        assert {g.whose for g in groups} == {("Maya (the client)",)}
    assert (
        WHERE_SHE_IS.items() <= {g.words: g.says for g in looking.to_weigh([text]).values()}.items()
    )
    hers = Looking([FINDABLE], for_client=True)
    assert (hers.look(item).found, hers.stops([text])) == ([], {})
    assert not {g.words for g in hers.to_weigh([text]).values()} & WHERE_SHE_IS.keys()


BLOCKED = Known(
    TOLD,
    NEVER_USED,
    {"phone": ("07700 900123",), "address": ("12 Larch Road",), "postcode": ("LR4 5EF",)},
)


@pytest.mark.parametrize("for_client", [False, True])
def test_what_is_never_to_be_used_is_somebody_elses(for_client: bool) -> None:
    """Also where it was hers once: who answers it now, or lives there, is not she."""
    hers = replace(FINDABLE, identifiers={**FINDABLE.identifiers, "phone": ("07700 900123",)})
    looking = Looking([hers, BLOCKED], for_client=for_client)
    text = "She rang from 07700 900123 and fled 12 Larch Road."
    item = an_entry(text)
    assert words_of(item, looking.look(item).found) == [
        (Part.BODY, "07700 900123", Reason.PHONE),
        (Part.BODY, "12 Larch Road", Reason.ADDRESS),
    ]
    stops = looking.stops([text]).values()
    assert {g.words: g.says for g in stops} == {
        "07700 900123": "Telephone number", "12 Larch Road": "Address"
    }  # fmt: skip
    called = "Never to be used to reach the client"
    assert all(called in g.whose for g in stops)
    unsure = Partners((), ("07700 900123",), (), ("12 Larch Road", "LR4 5EF"))
    assert looking.partners == Partners(unsure=unsure)


def test_the_same_words_are_one_group_whatever_their_spelling() -> None:
    one, two = (
        an_entry("Tommo and  TOMMO", number=20),
        an_entry("In confidence", "tommo", number=21),
    )
    groups = LOOKING.groups((each, LOOKING.look(each).found) for each in (one, two))
    tommo = next(g for g in groups if g.reason is Reason.NAME)
    assert (tommo.words, tommo.whose, tommo.says) == (
        "Tommo",
        ("Thomas Hargreave (former partner)",),
        "Name",
    )
    assert [(entry.int, f.part, f.place.start) for entry, f in tommo.places] == [
        (20, Part.BODY, 0), (20, Part.BODY, 11), (21, Part.BASIS, 0)
    ]  # fmt: skip
    assert tommo.key == key_of("TOMMO", Reason.NAME) != key_of("Tommo", Reason.ROLE)
    assert tommo.strength == Strength.STRONG
    assert [g.strength for g in groups] == sorted((g.strength for g in groups), reverse=True)
    places = by_entry([tommo])
    assert {entry.int: len(each) for entry, each in places.items()} == {20: 2, 21: 1}
    assert places[UUID(int=21)] == [Place(Part.BASIS, 0, 5)]
    assert identifiers_in([tommo]) == {
        o.identifier for _, f in tommo.places for o in f.proposal.whose
    }
    assert identifiers_in([g for g in groups if not g.whose]) == frozenset()


def test_groups_stand_in_the_same_order_at_every_reading_and_show_gaps_once() -> None:
    item = an_entry("Nasrin  \n Rahman saw Vic Moss. Tommo was here.")
    groups = [
        g for g in LOOKING.groups([(item, LOOKING.look(item).found)]) if g.reason is Reason.NAME
    ]
    assert [g.words for g in groups] == ["Rahman", "Nasrin Rahman", "Tommo", "Vic Moss"]
    assert [g.whose for g in groups] == sorted(g.whose for g in groups)


def test_what_stops_is_somebody_elses_known_identifier_and_nothing_else() -> None:
    stops = LOOKING.stops(
        ["Maya saw Tommo, plate AB12 CDE.", "Tommo: 01632 960333, in confidence."]
    )
    assert {g.words: len(g.places) for g in stops.values()} == {"Tommo": 2, "01632 960333": 1}
    entry, found = stops[key_of("tommo", Reason.NAME)].places[0]
    assert (entry.int, found.part, found.proposal.start) == (0, Part.BODY, 9)
    assert {owner.person for owner in found.proposal.whose} == {EX}
    assert next(g for g in stops.values() if "01632" in g.words).whose == ("Neighbour",)
    assert LOOKING.stops([]) == {}


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)
    assert all(words[0].isupper() for words in WORDS.values())


def a_quiet_name(text: str) -> list[tuple[int, int]]:
    """Find 'quill', which nothing marks as a name."""
    return [(text.index("quill"), text.index("quill") + 5)] if "quill" in text else []


def fails(text: str) -> list[tuple[int, int]]:
    """Fail at every text but an empty one."""
    if text:
        raise RuntimeError(text)
    return []


def test_what_a_recogniser_finds_is_to_be_decided_and_says_why() -> None:
    item, looking = an_entry("Tommo saw quill.", "quill"), Looking(PEOPLE, a_quiet_name)
    looked = looking.look(item)
    assert [(f.part, f.place.start, f.proposal.reason, f.to_decide) for f in looked.found] == [
        (Part.BODY, 0, Reason.NAME, True),
        (Part.BODY, 10, Reason.RECOGNISED, True),
        (Part.BASIS, 0, Reason.RECOGNISED, True),
    ]
    groups = looking.groups([(item, looked.found)])
    assert [(g.words, g.says) for g in groups] == [
        ("Tommo", "Name"),
        ("quill", "Recognised as a name"),
    ]
    assert not looked.failed
    assert LOOKING.look(item).found == looked.found[:1]


@pytest.mark.parametrize(
    ("body", "basis", "failed"), [("Tommo", "", True), ("", "Tommo", True), ("", "", False)]
)
def test_a_recogniser_that_fails_hides_nothing_and_is_said(
    body: str, basis: str, failed: bool
) -> None:
    item = an_entry(body, basis)
    assert Looking(PEOPLE, fails).look(item) == Looked(LOOKING.look(item).found, failed)
    assert not LOOKING.look(item).failed


def test_a_text_at_which_the_recogniser_failed_is_to_be_weighed_whole() -> None:
    weighed = Looking(PEOPLE, fails).to_weigh(["Tommo rang."])
    assert {(g.words, g.reason, g.strength) for g in weighed.values()} == {
        ("Tommo", Reason.NAME, Strength.STRONG),
        ("Tommo rang.", Reason.UNREAD, Strength.MEDIUM),
    }
    named = Looking(PEOPLE, a_quiet_name).to_weigh(["It was quill."])
    assert [(g.words, g.reason) for g in named.values()] == [("quill", Reason.RECOGNISED)]


def test_for_what_it_would_be_withheld_follows_from_why_it_was_found() -> None:
    hers = Proposal(0, 1, Reason.PHONE, Strength.STRONG, (Owner(HER),))
    his = Proposal(0, 1, Reason.PHONE, Strength.STRONG, (Owner(EX),))
    told = Proposal(0, 1, Reason.CONFIDENCE, Strength.MEDIUM)
    suggested = [LOOKING.suggests(each) for each in (hers, his, told)]
    assert suggested == ["harm", "third_party", "confidence"]


NOTE, OF_GROUP = "He and Dilan spoke of the week.", "In group, each checked in."


@pytest.mark.edge("E27")
def test_of_a_groups_note_every_word_that_may_be_a_name_is_decided() -> None:
    alone, session = an_entry(NOTE), replace(an_entry(NOTE), of_group=True)
    told = an_entry(NOTE, OF_GROUP)
    for item, decided in ((alone, False), (session, True), (told, True)):
        (dilan,) = (f for f in LOOKING.look(item).found if f.proposal.reason == Reason.UNKNOWN_NAME)
        assert dilan.in_group is decided
        assert dilan.to_decide is decided
        assert LOOKING.suggests(dilan.proposal) == "other_client"


@pytest.mark.edge("E27")
@pytest.mark.parametrize(
    ("layers", "of_group", "asked"),
    [
        ([NOTE, " \n", "Tommo rang."], False, [[], ["Tommo"]]),
        ([NOTE, "Tommo rang."], True, [["Dilan"], ["Tommo"]]),
        ([OF_GROUP, NOTE], False, [None, ["Dilan"]]),
        ([" ", ""], True, []),
    ],
)
def test_pages_are_read_as_entries_and_one_of_a_group_makes_all_of_it(
    layers: list[str], of_group: bool, asked: list[list[str] | None]
) -> None:
    pages = LOOKING.look_at_pages(UUID(int=20), layers, of_group=of_group)
    assert len(pages) == len(asked)
    told = [text for text in layers if text.strip()]
    for (page, looked), text, wanted in zip(pages, told, asked, strict=True):
        assert page == Prepared(UUID(int=20), {Part.BODY: text}, source="")
        assert all(each.to_decide for each in looked.found)
        words = [text[f.place.start : f.place.end] for f in looked.found]
        assert wanted is None or words == wanted
        assert not looked.failed
    failing = Looking(PEOPLE, fails).look_at_pages(UUID(int=20), [NOTE], of_group=False)
    assert [looked.failed for _, looked in failing] == [True]


def test_what_may_be_a_name_is_shown_to_whoever_reviews_unless_it_is_hers_or_decided() -> None:
    item = an_entry("She saw Dilan with Maya. Later Tommo rang Oriel.", "She knows Oriel.")
    shown = words_of(item, possible_names(item, "Maya RAHMAN"))
    assert (Part.BODY, "Dilan", Reason.UNKNOWN_NAME) in shown
    assert (Part.BASIS, "Oriel", Reason.UNKNOWN_NAME) in shown
    assert "Maya" not in " ".join(words for _, words, _ in shown)
    assert "Maya" in " ".join(words for _, words, _ in words_of(item, possible_names(item, "Rue")))
    body = item.texts[Part.BODY]
    steps = tuple(
        Step(UUID(int=9), item.entry, does, item.source, Part.BODY, at, at + len(words))
        for does, words in ((Does.WITHHOLD, "Dilan"), (Does.WITHHOLD, "Oriel"))
        for at in (body.index(words),)
    )
    left = words_of(item, possible_names(replace(item, steps=steps), "Maya Rahman"))
    assert not {"Dilan", "Oriel"} & {words for part, words, _ in left if part == Part.BODY}
    assert (Part.BASIS, "Oriel", Reason.UNKNOWN_NAME) in left
