"""Ties follow from what files say, in whichever order; certain ones are links at once, the rest wait for a manager."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from uuid import UUID

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from clients.actions import Particulars, give_to_worker
from clients.allocation.actions import Handing, hand_over
from clients.emergency.actions import Answer
from clients.models import CaseFile
from clients.people.details import RELATIONS, Details
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import working_as
from tests.emergency.working import ask
from tests.partners.working import (
    LEAD,
    MANAGER,
    PROGRAMME,
    a_file,
    decide,
    say,
    sees,
    ties,
    told,
    who,
)
from tests.people.working import add

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SignedIn = Callable[[str], Client]
BORN = date(1984, 3, 9)
HIM = Details(relation="ex_partner", given="Gareth", family="Pryce", date_of_birth=BORN.isoformat())


def give(file: UUID, to: str, by: str) -> None:
    """Grant a view on a file."""
    with working_as(by) as giver:
        found = CaseFile.objects.get(id=file)
        give_to_worker(
            file=found, worker=cast.worker(to), rights=("view",), reason="cover", by=giver.pk
        )


@pytest.mark.edge("E6")
@pytest.mark.parametrize("hers_first", [True, False])
def test_a_partner_who_is_known_for_sure_is_linked_at_once_and_a_wall_follows(
    hers_first: bool,
) -> None:
    if hers_first:
        hers = a_file("Zoe Pye")
        add(HIM, file=hers)
        his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    else:
        his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
        hers = a_file("Zoe Pye")
        add(HIM, file=hers)
    waiting, (tie,) = ties()
    assert (waiting, tie.kind, tie.sure, tie.service) == ([], "partner", True, "iss")
    assert {tie.one_id, tie.other_id} == {hers, his}
    give(his, "iss_worker", "dvpp_worker")
    give(hers, "dvpp_worker", "iss_worker")
    assert not sees("iss_worker", his)
    assert not sees("dvpp_worker", hers)
    assert told() == {MANAGER}


@pytest.mark.edge("E6")
def test_his_telephone_with_a_word_beside_it_is_his_telephone() -> None:
    """Of the words a number was made that nobody has: no tie was found, and one worker could hold both halves."""
    hers = a_file("Zoe Pye")
    add(replace(HIM, date_of_birth="", phones=("07700 900199 (work)",)), file=hers)
    his = a_file(
        "Gareth Pryce", by="dvpp_worker", contact={"phones": ["mob 07700 900199 / 07700 900198"]}
    )
    waiting, (tie,) = ties()
    assert (waiting, {tie.one_id, tie.other_id}) == ([], {hers, his})


@pytest.mark.edge("E6")
def test_a_name_alone_waits_for_a_manager_who_may_know_and_who_did_not_write_it() -> None:
    hers = a_file("Zoe Pye", partner_names=["Gareth Pryce"])
    his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    (tie,), standing = ties()
    assert (standing, tie.sure, tie.written_by_id) == ([], False, who("dvpp_worker"))
    assert told() == {MANAGER}
    give(his, "iss_worker", "dvpp_worker")
    assert sees("iss_worker", his)
    assert decide(tie, tied=True)
    assert not sees("iss_worker", his)
    assert sees("iss_worker", hers)
    # a mistake is undone, with its walls, and is not asked about again by the same grounds
    assert decide(tie, tied=False, why="namesake")
    assert sees("iss_worker", his)
    assert not decide(tie, tied=False, why="namesake")
    add(replace(HIM, date_of_birth=""), file=hers)
    assert ties() == ([], [])


@pytest.mark.edge("E6")
@pytest.mark.parametrize("why", ["namesake", "mistake", "never"])
def test_a_no_to_a_name_alone_is_no_answer_to_more(why: str, signed_in: SignedIn) -> None:
    """A manager is asked anew, and nothing is linked without her; that they never were partners stays said."""
    hers = a_file("Zoe Pye", partner_names=["Gareth Pryce"])
    his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    (tie,), _ = ties()
    assert decide(tie, tied=False, why=why)
    add(HIM, file=hers)
    if why == "never":
        assert ties() == ([], [])
        return
    (again,), standing = ties()
    assert (again.id, again.sure, again.outcome, standing) == (tie.id, True, "", [])
    assert again.written_by_id == who("iss_worker")
    page = signed_in(MANAGER).get(reverse("partners:tie", args=[tie.id])).content.decode()
    assert "Asked again" in page
    give(his, "iss_worker", "dvpp_worker")
    assert sees("iss_worker", his)
    # answered with all that agrees before her, it is not asked a third time
    assert decide(again, tied=False, why=why)
    add(HIM, file=hers)
    assert ties() == ([], [])


@pytest.mark.edge("E6")
def test_a_no_to_what_agreed_for_sure_meanwhile_is_not_asked_again() -> None:
    hers = a_file("Zoe Pye", partner_names=["Gareth Pryce"])
    a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    (tie,), _ = ties()
    assert decide(tie, tied=True)
    add(HIM, file=hers)
    assert decide(tie, tied=False, why="namesake")
    add(HIM, file=hers)
    assert ties() == ([], [])


@pytest.mark.edge("E6")
def test_what_a_manager_writes_herself_another_decides_about() -> None:
    """Without another manager it is the safeguarding lead; once decided, she may know."""
    a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    a_file("Zoe Pye", by=MANAGER, partner_names=["Gareth Pryce"])
    assert ties() == ([], [])
    assert told() == {LEAD}
    (tie,), _ = ties(LEAD)
    assert tie.written_by_id == who(MANAGER)
    assert decide(tie, tied=True, by=LEAD)
    assert told() == {MANAGER}


@pytest.mark.edge("E6")
def test_another_date_of_birth_is_somebody_else() -> None:
    a_file("Zoe Pye", partner_names=["Gareth Pryce"])
    add(HIM, file=cast.FILES["amina"].id)
    a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=date(1970, 1, 1))
    (tie,), _ = ties()
    assert cast.FILES["amina"].id not in (tie.one_id, tie.other_id)


@pytest.mark.edge("E5")
def test_a_new_partner_and_a_former_one_of_the_same_man_learn_nothing_of_each_other() -> None:
    former, new = a_file("Zoe Pye"), a_file("Ines Marsh", by="iss_colleague")
    add(HIM, file=former)
    add(
        Details(
            relation="partner", given="Gareth", family="Pryce", date_of_birth=HIM.date_of_birth
        ),
        file=new,
        by="iss_colleague",
    )
    his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    waiting, standing = ties()
    assert waiting == []
    assert [{tie.one_id, tie.other_id} for tie in standing].count({former, new}) == 0
    halves = sorted(sorted((tie.one_id, tie.other_id)) for tie in standing)
    assert halves == sorted(map(sorted, ((former, his), (new, his))))
    assert sees("iss_worker", former)
    assert not sees("iss_worker", new)
    # the two strands are no couple: a colleague may hold both
    give(new, "iss_worker", "iss_colleague")
    assert sees("iss_worker", new)
    assert sees("iss_worker", former)
    # ending one leaves the other's walls
    ended = next(tie for tie in standing if new in (tie.one_id, tie.other_id))
    assert decide(ended, tied=False, why="never")
    give(his, "iss_worker", "dvpp_worker")
    assert not sees("iss_worker", his)


@pytest.mark.edge("E4")
def test_a_couple_in_one_team_goes_to_two_workers_and_its_manager_keeps_both() -> None:
    """Never without a manager: somebody may work with both already, and would see a file go."""
    one = a_file("Zoe Pye", partner_names=["Ines Marsh"])
    other = a_file("Ines Marsh", by="iss_colleague", partner_names=["Zoe Pye"])
    (tie,), _ = ties()
    assert (tie.sure, tie.kind) == (True, "partner")
    give(other, "iss_worker", "iss_colleague")
    give(other, "iss_senior", "iss_colleague")
    assert sees("iss_worker", one)
    assert decide(tie, tied=True)
    # who held both keeps the one that they lead
    assert [sees("iss_worker", each) for each in (one, other)] == [True, False]
    assert [sees(MANAGER, each) for each in (one, other)] == [True, True]
    give(one, "iss_senior", "iss_worker")
    assert [sees("iss_senior", each) for each in (one, other)] == [False, True]
    # each half is allocated, to two; whoever holds one is not available for the other
    assert _allocate(one, "iss_colleague") == "not_available"
    assert _allocate(one, "iss_volunteer") == "done"
    assert _allocate(other, "iss_volunteer") == "not_available"
    assert _allocate(other, "iss_senior") == "done"
    assert [sees("iss_volunteer", each) for each in (one, other)] == [True, False]
    assert [sees("iss_senior", each) for each in (one, other)] == [False, True]
    # said by mistake
    assert decide(tie, tied=False, why="never")
    give(other, "iss_volunteer", "iss_senior")
    assert sees("iss_volunteer", other)


@pytest.mark.edge("E4")
def test_a_grant_that_comes_after_the_tie_opens_no_other_half() -> None:
    one = a_file("Zoe Pye", partner_names=["Ines Marsh"])
    other = a_file("Ines Marsh", by="iss_colleague", partner_names=["Zoe Pye"])
    (tie,), _ = ties()
    assert decide(tie, tied=True)
    give(one, "iss_senior", "iss_worker")
    give(other, "iss_senior", "iss_colleague")
    assert [sees("iss_senior", each) for each in (one, other)] == [True, False]


@pytest.mark.edge("E4")
@pytest.mark.clause("3.3.1")
def test_an_emergency_opens_one_half_of_a_couple_in_one_team_and_no_other() -> None:
    """There is no link between them: the tie alone keeps whoever used it on one half from the other."""
    one = a_file("Zoe Pye", partner_names=["Ines Marsh"])
    other = a_file("Ines Marsh", by="iss_colleague", partner_names=["Zoe Pye"])
    (tie,), _ = ties()
    assert decide(tie, tied=True)
    references = {tie.one_id: tie.one_reference, tie.other_id: tie.other_reference}
    assert ask("iss_senior", reference=references[one])[0] == Answer.OPENED
    assert sees("iss_senior", one)
    assert ask("iss_senior", reference=references[other])[0] == Answer.NOTHING
    assert [sees("iss_senior", each) for each in (one, other)] == [True, False]
    # who holds the other half for good is asked nothing either, and loses nothing
    assert ask("iss_colleague", reference=references[one])[0] == Answer.NOTHING
    assert [sees("iss_colleague", each) for each in (one, other)] == [False, True]
    assert [sees(MANAGER, each) for each in (one, other)] == [True, True]


def _allocate(file: UUID, to: str) -> str:
    with working_as(MANAGER) as manager:
        found = CaseFile.objects.get(id=file)
        handing = Handing(found, cast.worker(to), found.lead_id)
        return hand_over(handings=[handing], by=manager)[file].value


@pytest.mark.edge("E6")
def test_the_same_person_twice_in_a_service_is_one_for_retention_when_a_manager_says_so() -> None:
    first = a_file("Zoe Pye", date_of_birth=BORN)
    second = a_file("Zoe Pye", by="iss_colleague", date_of_birth=BORN)
    third = a_file("Pye, Zoe", by="iss_colleague", date_of_birth=date(1991, 1, 1))
    (tie,), _ = ties()
    assert (tie.kind, tie.sure, {tie.one_id, tie.other_id}) == ("same", True, {first, second})

    def people() -> list[UUID]:
        with acting_as(who(MANAGER)):
            found = dict(CaseFile.objects.values_list("id", "person"))
        return [found[each] for each in (first, second, third)]

    before = people()
    assert len(set(before)) == 3
    assert decide(tie, tied=True)
    assert people()[0] == people()[1] != people()[2]
    assert decide(tie, tied=False, why="namesake")
    assert len(set(people())) == 3
    assert sees("iss_worker", first)


@pytest.mark.edge("E5")
def test_by_hand_all_has_to_fit_and_nothing_is_answered() -> None:
    his = cast.FILES["craig"]
    for reference, name, born in (
        (his.reference, "Craig Kerr", date(1990, 1, 9)),
        (his.reference, "Greg Kerr", his.born),
        ("ZZZZ-ZZZZ", "Craig Kerr", his.born),
        (cast.FILES["daniel"].reference, "Craig Kerr", his.born),
    ):
        assert say(reference, name, born=born) is None  # type: ignore[func-returns-value]
    assert ties() == ([], [])
    say(his.reference, "Craig Kerr", born=his.born)
    with working_as(MANAGER) as worker:
        from clients.partners import access

        pair = {cast.FILES["amina"].id, his.id}
        found = [each.tie for each in access.ties(worker)[1]]
        assert [t.decided_by_id for t in found if {t.one_id, t.other_id} == pair] == [worker.pk]
    from confidentiality.access.http import Refused

    say(his.reference, "Craig Kerr", born=his.born)
    with pytest.raises(Refused):
        say(his.reference, "Craig Kerr", born=his.born)


@pytest.mark.edge("E6")
def test_what_the_programme_says_waits_for_the_other_side() -> None:
    hers = cast.FILES["leila"]
    say(hers.reference, "Leila Haddad", file="craig", by=PROGRAMME, born=hers.born)
    with working_as(PROGRAMME) as worker:
        from clients.partners import access

        assert access.ties(worker) == ([], [])
    with working_as(MANAGER) as worker:
        waiting, _ = access.ties(worker)
        assert [each.tie.source for each in waiting if each.tie.source == "hand"] == ["hand"]


@pytest.mark.edge("E4")
def test_a_woman_on_the_programme_and_her_wife_in_support_are_walled_off_as_any_couple() -> None:
    """The role belongs to the case: who of them is on which side is said by the service of the file alone."""
    hers = a_file("Tamsin Vale", by="dvpp_worker", date_of_birth=BORN)
    wife = a_file("Ottoline Frayne")
    born = BORN.isoformat()
    add(Details(relation="partner", given="Tamsin", family="Vale", date_of_birth=born), file=wife)
    waiting, (tie,) = ties()
    assert (waiting, tie.kind, tie.sure, tie.service) == ([], "partner", True, "iss")
    assert {tie.one_id, tie.other_id} == {hers, wife}
    give(hers, "iss_worker", "dvpp_worker")
    give(wife, "dvpp_worker", "iss_worker")
    assert [sees("iss_worker", each) for each in (hers, wife)] == [False, True]
    assert [sees("dvpp_worker", each) for each in (hers, wife)] == [True, False]
    assert told() == {MANAGER}


@pytest.mark.edge("E4")
def test_two_men_across_the_services_and_two_women_who_both_say_they_were_hurt() -> None:
    for one_name, other_name in (("Rafe Dunmore", "Piers Alder"), ("Una Reyes", "Bea Stroud")):
        one = a_file(one_name)
        other = a_file(other_name, by="dvpp_worker", date_of_birth=BORN)
        given, family = other_name.split()
        add(
            Details(
                relation="ex_partner", given=given, family=family, date_of_birth=BORN.isoformat()
            ),
            file=one,
        )
        give(other, "iss_worker", "dvpp_worker")
        give(one, "dvpp_worker", "iss_worker")
        assert [sees("iss_worker", each) for each in (one, other)] == [True, False]
        assert [sees("dvpp_worker", each) for each in (one, other)] == [False, True]


@pytest.mark.edge("E4")
def test_nothing_that_is_kept_of_a_client_or_a_person_says_man_or_woman() -> None:
    names = {f.name for model in apps.get_models() for f in model._meta.get_fields()}
    names |= {f.name for f in fields(Details)} | {f.name for f in fields(Particulars)}
    assert not names & {"gender", "sex", "title", "is_male", "is_female", "male", "female"}
    assert not {"husband", "wife", "boyfriend", "girlfriend"} & set(RELATIONS)
