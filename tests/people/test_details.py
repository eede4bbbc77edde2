"""What is known of somebody, what changed, and by what they can be known in a text."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.contacting.profile import read
from clients.people.details import (
    LABELS,
    MAY_KNOW,
    PARTNERS,
    RELATIONS,
    Address,
    Details,
    differences,
    from_json,
)
from clients.people.identifiers import KINDS, of_client, of_partners, of_person

from .working import CHILD

KEY = UUID(int=7)
texts = st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
lists = st.lists(texts, max_size=3).map(tuple)
anybody = st.builds(
    Details,
    relation=st.sampled_from([*RELATIONS]),
    may_know=st.sampled_from([*MAY_KNOW]),
    given=st.one_of(st.just(""), texts),
    family=st.one_of(st.just(""), texts),
    maiden_names=lists,
    aliases=lists,
    nicknames=lists,
    phones=lists,
    emails=lists,
    addresses=st.lists(st.builds(Address, texts, texts, texts), max_size=2).map(tuple),
    school=st.one_of(st.just(""), texts),
)


@settings(max_examples=25)
@given(anybody)
def test_what_is_stored_comes_back(details: Details) -> None:
    assert from_json(details.as_json()) == details


@pytest.mark.clause("3.2.1")
@settings(max_examples=25)
@given(st.lists(anybody, min_size=1, max_size=3))
def test_no_telling_is_left_out_of_what_a_text_is_searched_for(told: list[Details]) -> None:
    found = of_person(KEY, told, may_know=True)
    assert (found.id, found.relation) == (KEY, told[-1].relation)
    assert found.is_partner == any(each.relation in PARTNERS for each in told)
    assert set(found.identifiers) <= set(KINDS)
    everything = {text for texts in found.identifiers.values() for text in texts}
    for each in told:
        lists = (each.maiden_names, each.aliases, each.nicknames, each.phones, each.emails)
        single = (each.given, each.family, each.school, each.date_of_birth)
        places = [text for a in each.addresses for text in (a.lines, a.postcode)]
        wanted = [*single, *places, *(text for texts in lists for text in texts)]
        assert {text.strip() for text in wanted if text.strip()} <= everything


def test_each_kind_by_its_name() -> None:
    assert dict(of_person(KEY, [CHILD], may_know=True).identifiers) == {
        "given": ("Rosalind",),
        "family": ("Okonjo",),
        "alias": ("Rosie O.",),
        "nickname": ("Roo",),
        "maiden": ("Farouk",),
        "phone": ("07700 900333",),
        "email": ("roo@example.org",),
        "address": ("12 Larch Row\nEastbrook",),
        "postcode": ("EB1 2CD",),
        "date_of_birth": ("2016-02-29",),
        "school": ("Larch Row Primary",),
    }


def test_the_client_and_partners_as_the_file_names_them() -> None:
    client = of_client(
        KEY,
        name="Amina Noor Farouk",
        known_as=["Mina"],
        born="1988-04-02",
        contacts=[read({"phones": ["07700 900101"], "address": "1 Elm", "postcode": "EB1"})],
    )
    assert client.relation == "client"
    assert dict(client.identifiers) == {
        "given": ("Amina", "Noor"),
        "family": ("Farouk",),
        "alias": ("Amina Noor Farouk", "Mina"),
        "phone": ("07700 900101",),
        "address": ("1 Elm",),
        "postcode": ("EB1",),
        "date_of_birth": ("1988-04-02",),
    }
    one, two = of_partners(KEY, ["Daniel Farouk", "Dan"])
    assert one.identifiers["given"] == ("Daniel",)
    assert two.identifiers["family"] == ("Dan",)
    assert one.id != two.id
    assert of_partners(KEY, ["Daniel Farouk"])[0].id == one.id
    assert of_client(KEY, name="", known_as=[], born="", contacts=[]).identifiers == {}


def test_what_changed_and_what_was_emptied() -> None:
    moved = replace(CHILD, addresses=(Address("1 Elm"),), school="")
    assert [(each.label, each.after) for each in differences(CHILD, moved)] == [
        (LABELS["addresses"], "1 Elm"),
        (LABELS["school"], ""),
    ]
    assert differences(CHILD, CHILD) == []
    (born,) = differences(replace(CHILD, date_of_birth=""), CHILD)
    assert (born.before, born.after) == ("", "29 February 2016")


def test_somebody_is_called_by_what_is_known() -> None:
    assert CHILD.name == "Rosalind Okonjo"
    assert Details("neighbour", nicknames=("Mrs. P.",)).name == "Mrs. P."
    nobody = Details("neighbour", notes="Next door.")
    assert nobody.name == "Neighbour, name not known"
    assert not nobody.says_who()
    assert replace(nobody, phones=("1",)).says_who()
    assert replace(nobody, addresses=(Address("14"),)).says_who()
