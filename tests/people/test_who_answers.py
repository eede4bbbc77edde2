"""Who may answer her telephone and must not know that she comes to us: told to whoever may know of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from django.test import Client

from clients.access import open_file
from clients.models import CaseFile
from clients.people.access import identifiers_of, people_in
from clients.people.details import Details, is_named_in
from confidentiality.access.identity import acting_as
from tests import cast
from tests.contacting.working import SAFE, posted, tell, told
from tests.disclosures.test_urgent import COLLEAGUE, _let_in
from tests.people.working import AMINA, a_file_of_two, add, change, decide, propose

SISTER = Details(relation="relative", may_know="no", given="Nasrin Ada", nicknames=("Nas",))
REFERENCE = cast.FILES["amina"].reference
PEOPLE, CONTACT = f"/files/{REFERENCE}/people/", f"/files/{REFERENCE}/contact/change/"
ANSWERS = {"who_may_answer": "Her sister Nasrin"}
WARNED = "must not know that the client comes to us"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Her sister NASRIN, on Mondays", True),
        ("Nas’s flatmate", True),
        ("Ada", True),
        ("Nasr, Adam", False),
        ("", False),
    ],
)
def test_somebody_is_named_by_a_whole_word_of_what_they_are_called(words: str, named: bool) -> None:
    assert is_named_in(SISTER, words) == named
    assert not is_named_in(Details(relation="child", family="Farouk"), "Mrs Farouk")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.clause("3.2.1")
def test_whoever_may_know_of_them_is_warned_and_nobody_else(
    signed_in: Callable[[str], Client],
) -> None:
    person = add(SISTER)
    tell(replace(SAFE, who_may_answer=ANSWERS["who_may_answer"]))
    worker = signed_in("iss_worker")
    assert WARNED in unescape(worker.get(PEOPLE).content.decode())
    sent = worker.post(CONTACT, posted(told(AMINA), **ANSWERS), follow=True)
    assert f"Somebody who may answer by what you wrote {WARNED}" in unescape(sent.content.decode())
    _let_in(COLLEAGUE)  # to write, and not to what others said
    colleague = signed_in(COLLEAGUE)
    sent = colleague.post(CONTACT, posted(told(AMINA), **ANSWERS), follow=True)
    assert sent.status_code == 200
    assert WARNED not in unescape(sent.content.decode())
    assert change(person, replace(SISTER, may_know="unknown"))  # what nobody has said counts as no
    assert WARNED in unescape(worker.get(PEOPLE).content.decode())
    change(person, replace(SISTER, may_know="yes"))
    assert WARNED not in unescape(worker.get(PEOPLE).content.decode())
    sent = worker.post(CONTACT, posted(told(AMINA), **ANSWERS), follow=True)
    assert WARNED not in unescape(sent.content.decode())


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.clause("3.2.1", "3.3.2 e")
def test_one_no_is_no_of_whoever_was_entered_twice_until_somebody_says_otherwise(
    signed_in: Callable[[str], Client],
) -> None:
    """By the other entry's names too; whoever is compared with them when something leaves is asked about."""
    file = a_file_of_two()
    aunt = Details("relative", given="Hana", family="Brandt")
    said = replace(aunt, may_know="no", nicknames=("Nan",))
    kept, merged = add(replace(aunt, may_know="yes"), file=file), add(said, file=file)
    assert change(kept, replace(aunt, may_know="yes", phones=("01632 960321",)))  # nobody knew yet
    assert decide(propose(kept, merged)) == "agreed"
    assert knows(file) == ("no", False)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        on = CaseFile.objects.get(id=file)
        reference = on.reference
    tell(replace(SAFE, who_may_answer="Nan, in the evenings"), file=file)
    people = f"/files/{reference}/people/"
    client = signed_in("iss_worker")
    page = unescape(client.get(people).content.decode())
    assert f"Hana Brandt may answer, and they {WARNED}" in page
    for address in (people, f"{people}{kept}/"):
        page = client.get(address).content.decode()
        assert "Must not know" in page
    form = client.get(f"{people}{kept}/change/").content.decode()
    assert re.search(r'name="may_know" type="radio" value="no" checked', form)
    assert change(kept, replace(aunt, may_know="yes", family="Brandt-Vane"))
    assert knows(file) == ("yes", True)
    assert WARNED not in client.get(people).content.decode()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.clause("3.2.1", "3.3.2 e")
def test_of_whom_nobody_said_it_they_may_not() -> None:
    file = a_file_of_two()
    add(Details("professional", given="Petra", family="Quill"), file=file)
    assert knows(file) == ("unknown", False)


def knows(file: UUID) -> tuple[str, bool]:
    """What stands of the one who is tied to a file, and whether they are looked for as somebody who may know."""
    with acting_as(cast.PEOPLE["iss_worker"].id):
        on = open_file(
            cast.worker("iss_worker"), CaseFile.objects.get(id=file).reference, purpose="people"
        )
        (somebody,) = people_in(on)
        (known,) = (each for each in identifiers_of(on) if each.id == somebody.id)
        return somebody.may_know, known.may_know
