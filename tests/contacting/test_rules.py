"""What speaks against a use of safe contact, when she is asked again, and that both stored shapes are read."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.contacting.profile import (
    ADDRESS,
    CHANNELS,
    DAYS,
    EMAIL,
    KIND_WORDS,
    PHONE,
    SAFE,
    Blocked,
    Point,
    Profile,
    differences,
    hers,
    never_to_use,
    read,
    rows,
)
from clients.contacting.rules import (
    Use,
    addresses_for_post,
    against,
    ask_again_on,
    block_on,
    blocked_in,
    contradictions,
    is_blocked,
    moved,
    says_limits,
    sentence_of,
)
from clients.contacting.sameness import place_in

TODAY = date(2026, 11, 26)  # a Thursday
NOON = datetime(2026, 11, 26, 12, 0)
HIS = Blocked(PHONE, "07700 900123", reason="his phone")
SHARED = Blocked(ADDRESS, "14 Larch Road", "EB1 2CD", "shared address")
HOME = Point("3 Quay Lane\nWestbrook", "WB2 3EF", safe="yes")
HERS = Profile(
    version=4,
    phones=(
        Point("07700 900101", safe="yes"),
        Point("07700 900102", safe="no"),
        Point("07700 900103"),
    ),
    emails=(Point("amina@example.org", safe="yes"),),
    addresses=(HOME, Point("14 Larch Rd", "EB1 2CD", safe="yes")),
    blocked=(HIS, SHARED),
    safe_to_call="limited",
    channels=("text", "post"),
    days=("mon", "thu"),
    begins="09:30",
    ends="14:00",
    who_may_answer="Her sister",
    we_say="Priya from the library",
)


def why(
    channel: str, text: str = "07700 900101", at: datetime | None = NOON, **other: str
) -> list[str]:
    return against(Use(channel, text, at=at, **other), HERS, TODAY)


@pytest.mark.clause("3.3.1")
def test_what_keeps_to_it_has_nothing_against_it() -> None:
    assert why("call") == []
    assert why("text", "+44 7700 900101") == []
    assert why("post", HOME.text, None, postcode=HOME.postcode) == []
    assert why("in_person", "", None) == []
    assert why("in_person", "", NOON.replace(hour=23)) == []


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    ("channel", "text", "at", "said"),
    [
        ("call", "07700 900123", NOON, "07700 900123 is blocked: his phone. It must not be used"),
        ("text", "0044 7700 900 123", NOON, "07700 900123 is blocked: his phone. It must not be used"),
        ("call", "07700 900199", NOON, "Nobody has told us that this number is safe"),
        ("call", "07700 900102", NOON, "This number is not safe"),
        ("call", "07700 900103", NOON, "This number was never called safe"),
        ("voicemail", "07700 900101", NOON, "Voicemail: the client has not said that it is safe"),
        ("email", "amina@example.org", NOON, "E-mail: the client has not said that it is safe"),
        ("email", "other@example.org", NOON, "Nobody has told us that this address is safe"),
        ("call", "07700 900101", NOON.replace(hour=9, minute=29), "It is outside the times"),
        ("call", "07700 900101", NOON.replace(hour=14, minute=1), "It is outside the times"),
        ("call", "07700 900101", NOON.replace(day=27), "It is outside the times"),
    ],
)  # fmt: skip
def test_what_does_not_keep_to_it_is_said_plainly(
    channel: str, text: str, at: datetime, said: str
) -> None:
    assert any(each.startswith(said) for each in why(channel, text, at))


def test_the_edges_of_the_times_are_safe_and_nobody_asked_is_not() -> None:
    for hour, minute in ((9, 30), (14, 0)):
        assert why("call", at=NOON.replace(hour=hour, minute=minute)) == []
    for call, said in (("no", "has said no"), ("unknown", "has not said that it is safe")):
        told = replace(HERS, safe_to_call=call)
        assert against(Use("call", "07700 900101", at=NOON), told, TODAY) == [
            f"Telephone call: the client {said}"
        ]
    nothing = Profile()
    for channel in ("call", "text", "voicemail", "email", "post"):
        assert against(Use(channel, "07700 900101"), nothing, TODAY), channel
    late = replace(HERS, days=(), begins="", ends="")
    assert against(Use("call", "07700 900101", at=NOON.replace(hour=3)), late, TODAY) == []


@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A10")
def test_post_goes_to_no_address_that_is_blocked_over_or_not_called_safe() -> None:
    assert addresses_for_post(HERS, TODAY) == [HOME]
    for other in (
        replace(HOME, safe="no"),
        replace(HOME, safe="unknown"),
        replace(HOME, until="2026-11-25"),
        replace(HOME, since="2026-11-27"),
        replace(HOME, text="14, Larch road", postcode="eb1 2cd"),
    ):
        assert addresses_for_post(replace(HERS, addresses=(other,)), TODAY) == [], other
    assert addresses_for_post(replace(HERS, channels=("text",)), TODAY) == []
    ends_today = replace(HOME, since="2026-11-26", until="2026-11-26")
    assert addresses_for_post(replace(HERS, addresses=(ends_today,)), TODAY) == [ends_today]


def test_a_block_lasts_to_its_last_day() -> None:
    ended = replace(HIS, until="2026-11-25")
    assert block_on(PHONE, HIS.text, "", [ended], TODAY) is None
    assert block_on(PHONE, HIS.text, "", [replace(HIS, until="2026-11-26")], TODAY)
    assert block_on(EMAIL, HIS.text, "", [HIS], TODAY) is None
    assert is_blocked(Use("call", HIS.text), HERS, TODAY)
    assert not is_blocked(Use("call", "07700 900101"), HERS, TODAY)
    assert not is_blocked(Use("in_person"), HERS, TODAY)
    (there,) = contradictions(HERS, TODAY)
    assert (there[0], there[1].text, there[2]) == (ADDRESS, "14 Larch Rd", SHARED)
    over = replace(HERS.addresses[1], until="2026-11-01")
    assert contradictions(replace(HERS, addresses=(over,)), TODAY) == [], (
        "what was hers may be shared"
    )


def test_a_block_that_is_over_stands_against_nothing() -> None:
    over = replace(HIS, until="2026-11-25")
    ended = replace(HERS, blocked=(over, replace(SHARED, until="2026-11-25")))
    assert against(Use("call", HIS.text, at=NOON), ended, TODAY) == [
        "Nobody has told us that this number is safe"
    ]
    assert contradictions(ended, TODAY) == []
    assert not is_blocked(Use("call", HIS.text), ended, TODAY)
    assert is_blocked(Use("post", "", SHARED.postcode), HERS, TODAY)
    assert blocked_in("at 14 Larch Road", replace(HERS, blocked=(over, SHARED)), TODAY) == [SHARED]
    unsaid = replace(HIS, reason="")
    assert sentence_of(unsaid) == "07700 900123 is blocked. It must not be used"


@pytest.mark.clause("3.3.1")
def test_what_is_blocked_is_found_in_a_text() -> None:
    by_mail = Blocked(EMAIL, "dan@example.org", reason="his")
    told = replace(HERS, blocked=(HIS, SHARED, by_mail))
    for words, found in (
        ("Ring 0044 7700 900123.", [HIS]),
        ("Come to EB12CD at two.", [SHARED]),
        ("Come to 14 LARCH road at two.", [SHARED]),
        ("Come to 14, Larch Rd.", [SHARED]),
        ("He is at no. 14 Larch, she says.", [SHARED]),
        ("Write to Dan@example.org", [by_mail]),
        ("Come to 41 Larch Road, or 14 Ash Road, after 14 days.", []),
        ("Ring 07700 900101, or come to 3 Quay Lane, WB2 3EF.", []),
    ):
        assert blocked_in(words, told, TODAY) == found, words
    assert (
        blocked_in(
            "07700 900123", replace(told, blocked=(replace(HIS, until="2026-11-25"),)), TODAY
        )
        == []
    )


@pytest.mark.clause("3.3.1")
@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    "words",
    [
        *("his 07700 900123/07700 900472", "07700 900472, 07700 900123", "07700 900472/900123"),
        *("07700 900472 07700 900123", "07700\n900123", "07700,900,123", "07700_900_123"),
        *("07700 · 900123", "07700\u200b900123", "07700\u2060 900\u00ad123", "077 00 : 900123"),
        *("\u202a07700 900123\u202c", "٠٧٧٠٠ ٩٠٠١٢٣", "07700 900123x", "07700 900 123 ext 2"),
        *("0044/77009/00123", "O77OO 900 l23 or 07700 900472"),
    ],
)
def test_a_blocked_number_is_found_beside_others_and_however_it_was_copied(words: str) -> None:
    assert blocked_in(f"Ring {words} after six", HERS, TODAY) == [HIS]
    assert block_on(PHONE, words, "", HERS.blocked, TODAY) == HIS


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    "words",
    [
        *("dan@example.org!", "‘dan@example.org’", "'dan@example.org'", "(dan+x@example.org)"),
        *(
            "dan@example.org/home",
            "dan@example.org’s box",
            "dan @ example.org",
            "dan (at) example.org",
        ),
        *(
            "dan[at]example[dot]org",
            "dan@example.org–home",
            '"Dan"@example.org',
            "sam@example.org/dan@example.org",
        ),
    ],
)
def test_a_blocked_email_address_is_found_whatever_stands_beside_it(words: str) -> None:
    by_mail = Blocked(EMAIL, "dan@example.org")
    told = replace(HERS, blocked=(by_mail,))
    assert blocked_in(f"Write to {words}. Or ring.", told, TODAY) == [by_mail]
    assert block_on(EMAIL, words, "", told.blocked, TODAY) == by_mail


def test_what_cannot_be_seen_hides_no_address() -> None:
    by_mail = Blocked(EMAIL, "dan@example.org")
    told = replace(HERS, blocked=(SHARED, by_mail))
    for words, found in (
        ("\u200bDan@Ex\u200bample.org", by_mail),
        ("14 Larch\u00ad Road", SHARED),
        ("EB1\u200b 2CD", SHARED),
    ):
        assert blocked_in(words, told, TODAY) == [found]


def test_numbers_beside_each_other_are_no_third_one() -> None:
    said = "07700 900472/900473, 3 pm on 27/11/2026; 07700 and 9001"
    told = replace(HERS, blocked=(HIS, Blocked(PHONE, "960471"), Blocked(PHONE, "999")))
    assert blocked_in(said, told, TODAY) == []


def test_a_door_is_found_by_its_house_and_street() -> None:
    for lines, words, found in (
        ("Rose Cottage, Mill Lane", "She fled from rose cottage, Mill ln at night.", True),
        ("Rose Cottage, Mill Lane", "She likes roses.", False),
        ("Flat 2, 9 St John's Rd", "The key is at 9 Saint Johns Road", True),
        ("Flat 2, 9 St John's Rd", "2 of 9 said so", False),
        ("5 The Avenue", "at 5 the Avenue", True),
        ("5 The Avenue", "at 5 the door opened", False),
        ("Ely", "He reads surely", False),
        ("Ely", "Ely", False),
    ):
        assert place_in(words, lines, "") == found, (lines, words)


def test_she_is_asked_again_in_time() -> None:
    def asked(verified: str, *, soon: bool = False) -> date:
        return ask_again_on(today=TODAY, verified_on=verified, soon=soon, days=90, soon_days=14)

    assert asked("2026-11-26") == date(2027, 2, 24)
    assert asked("2026-09-01") == date(2026, 11, 30)
    assert asked("2026-01-01") == TODAY
    assert asked("") == TODAY
    assert asked("2026-11-26", soon=True) == date(2026, 12, 10)
    assert moved(HERS, replace(HERS, addresses=()))
    assert not moved(HERS, replace(HERS, phones=()))


def test_limits_have_to_be_said() -> None:
    empty = Profile(safe_to_call="limited")
    assert not says_limits(empty)
    assert says_limits(Profile(safe_to_call="yes"))
    for said in ({"days": ("mon",)}, {"begins": "09:00"}, {"ends": "10:00"}, {"times": "x"},
                 {"who_may_answer": "x"}, {"limits": ("x",)}):  # fmt: skip
        assert says_limits(replace(empty, **said)), said


def test_the_shape_of_new_and_imported_files_is_read() -> None:
    new = {"phones": ["07700 900101"], "address": "1 Elm", "postcode": "EB1 2CD", "safe_to_call": "yes",
           "channels": ["text", "post", "?"], "times": "mornings", "who_may_answer": "Ida"}  # fmt: skip
    told = read(new)
    assert (told.version, told.phones) == (1, (Point("07700 900101", safe="yes"),))
    assert told.addresses == (Point("1 Elm", "EB1 2CD", "yes"),)
    assert told.channels == ("text", "post")
    imported = {"phones": ["+447700900101"], "postcode": "EB1 2CD", "safe_to_call": "no",
                "safe_to_text": "yes", "limits": ["only texts"], "as_told": ["text only"]}  # fmt: skip
    told = read(imported)
    assert told.phones[0].safe == "yes", "for a text"
    assert against(Use("call", "07700 900101"), told, TODAY) == [
        "Telephone call: the client has said no"
    ]
    assert against(Use("text", "07700 900101"), told, TODAY) == []
    assert told.addresses[0].safe == "unknown"
    assert read({"phones": ["1"], "safe_to_call": "no"}).phones[0].safe == "no"
    assert read({"phones": ["1"], "safe_to_call": "?"}).safe_to_call == "unknown"
    assert read({}) == Profile()


texts = st.text(min_size=1, max_size=8)
days = st.one_of(st.just(""), st.dates().map(str))
points = st.lists(
    st.builds(Point, texts, texts, st.sampled_from([*SAFE]), days, days), max_size=3
).map(tuple)
blocks = st.builds(Blocked, st.sampled_from([*KIND_WORDS]), texts, texts, texts, days)
anything = st.builds(
    Profile,
    version=st.integers(1, 99),
    phones=points,
    emails=points,
    addresses=points,
    blocked=st.lists(blocks, max_size=3).map(tuple),
    channels=st.lists(st.sampled_from([*CHANNELS]), unique=True).map(tuple),
    days=st.lists(st.sampled_from([*DAYS]), unique=True).map(tuple),
    limits=st.lists(texts, max_size=2).map(tuple),
    verified_on=days,
)  # fmt: skip


@settings(max_examples=25)
@given(anything, anything)
def test_what_is_stored_comes_back_and_nothing_is_left_out_of_what_a_text_is_read_for(
    one: Profile, other: Profile
) -> None:
    assert read(one.as_json()) == one
    own, never = hers([one, other]), never_to_use([one, other])
    for each in (one, other):
        points: list[Point | Blocked] = [*each.phones, *each.emails, *each.addresses]
        for told, some in ((own, points), (never, each.blocked)):
            for point in some:
                assert point.text in {text for _, text in told}
                assert ("postcode", point.postcode) in told
    assert {text for _, text in never} == {
        text for each in (*one.blocked, *other.blocked) for text in (each.text, each.postcode)
    }
    assert differences(one, one) == []
    changed = {each.label for each in differences(one, other)}
    assert changed == {label for label, _ in {*rows(one)} ^ {*rows(other)}}


def test_what_was_told_in_words() -> None:
    shown = dict(rows(HERS))
    assert shown["Never use"] == "07700 900123 (his phone)\n14 Larch Road, EB1 2CD (shared address)"
    assert shown["When"] == "Monday, Thursday, 09:30 to 14:00"
    assert shown["Telephone"].split("\n")[0] == "07700 900101 (Safe)"
    plain = dict(rows(HERS, with_places=False))
    assert "Address" not in plain
    assert plain["Never use"] == "07700 900123 (his phone)", "nothing of where she lived"
    until = replace(
        HERS, blocked=(replace(HIS, until="2027-01-02", reason=""),), days=(), begins=""
    )
    assert (
        dict(rows(until))["Never use"] == "07700 900123 (no reason was given, until 2 January 2027)"
    )
    assert dict(rows(until))["When"] == "0:00 to 14:00"
    assert rows(Profile()) == []
