"""Who may answer her telephone and must not know that she comes to us: told to whoever may know of them."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from clients.people.details import Details, is_named_in
from tests import cast
from tests.contacting.working import SAFE, posted, tell, told
from tests.disclosures.test_urgent import COLLEAGUE, _let_in
from tests.people.working import AMINA, add, change

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
    change(person, replace(SISTER, may_know="yes"))
    assert WARNED not in unescape(worker.get(PEOPLE).content.decode())
    sent = worker.post(CONTACT, posted(told(AMINA), **ANSWERS), follow=True)
    assert WARNED not in unescape(sent.content.decode())
