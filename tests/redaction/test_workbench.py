"""What the workbench shows of what was done last, undoes, and goes on with (clause 3.2.1)."""

import re
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures import actions as disclosures
from disclosures.actions import NotNow, Obstructed
from disclosures.actions.machine import let_machine_read
from disclosures.building.cutting import MARK
from disclosures.redaction import actions
from disclosures.redaction.access import open_workbench
from disclosures.redaction.looking import Looked, Looking
from disclosures.redaction.marks import Does, Part, Prepared
from disclosures.redaction.steps import reading_of
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, page, step_up
from tests.disclosures.story import ASKER, MANAGER, who
from tests.drafts.working import drafts_of, showing
from tests.people.working import add
from tests.queries import assert_queries_at_most
from tests.redaction.test_preparing import NEIGHBOUR, PLAIN, codes, looked, review
from tests.redaction.working import a_request, prepared_of, withhold, withhold_entry

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]


def undo(request_id: UUID, step: UUID) -> list[UUID]:
    """Undo what the page named as the last step; return what was taken back."""
    with acting_as(who(ASKER)):
        request = story.get(request_id)
        return [row.id for row in actions.undo(request=request, by=cast.worker(ASKER), step=step)]


def test_a_step_is_taken_back_and_the_last_undone_with_all_that_were_taken_with_it() -> None:
    add(NEIGHBOUR)
    request_id = a_request(PLAIN, "Mrs Oddell heard it. Sheila Oddell told her.")
    first = withhold(request_id, "office")
    with acting_as(who(ASKER)):
        request, by = story.get(request_id), cast.worker(ASKER)
        group = next(g for g in open_workbench(request).groups if g.words == "Sheila Oddell")
        both = actions.decide_group(
            request=request, key=group.key, does=Does.WITHHOLD, why="third_party", by=by
        )
    assert len({row.entry_id for row in both}) == 2
    assert set(undo(request_id, both[0].id)) == {row.id for row in both}
    assert [s.id for item in prepared_of(request_id) for s in item.steps] == [first.id]
    with acting_as(who(ASKER)):
        (taken,) = actions.take_back(request=story.get(request_id), by=by, step=first.id)
        assert taken.id == first.id
        assert actions.take_back(request=story.get(request_id), by=by, step=first.id) == []


def test_nothing_but_what_the_page_named_is_undone() -> None:
    request_id = a_request(PLAIN)
    first, second = withhold(request_id, "office"), withhold(request_id, "nine")
    with pytest.raises(NotNow, match="not the last step"):
        undo(request_id, first.id)
    assert undo(request_id, second.id) == [second.id]
    with pytest.raises(NotNow):
        undo(request_id, second.id)
    assert undo(request_id, first.id) == [first.id]


def test_an_entry_in_which_more_leaves_again_is_to_be_read_anew() -> None:
    request_id = a_request(PLAIN, "She slept.")
    step = withhold(request_id, "nine")
    looked(request_id)
    assert undo(request_id, step.id) == [step.id]
    assert {item.texts[Part.BODY]: item.looked for item in prepared_of(request_id)} == {
        PLAIN: False,
        "She slept.": True,
    }
    with pytest.raises(Obstructed) as caught, acting_as(who(ASKER)):
        disclosures.submit(request=story.get(request_id), by=cast.worker(ASKER))
    assert codes(caught) == {"not_gone_through"}


def test_the_list_shows_words_in_their_sentences_and_goes_on_where_one_was(
    signed_in: SignedIn,
) -> None:
    add(NEIGHBOUR)
    told = f"{'She came. ' * 12}Her friend Sheila Oddell rang at nine. {'She slept. ' * 12}"
    request_id = a_request(told, *["Sheila Oddell came by."] * 4)
    page = f"/disclosures/{request_id}/prepare/"
    shown = _words(signed_in(ASKER).get(page).content)
    assert "… came. She came. She came. She came. She came. Her friend Sheila Oddell rang" in shown
    assert shown.count("Sheila Oddell came by.") == 2  # three places are shown
    assert "5 places" in shown
    assert "and 2 more" in shown
    with acting_as(who(ASKER)):
        (group,) = open_workbench(story.get(request_id)).groups
    answer = signed_in(ASKER).post(
        f"{page}decide/", {"key": group.key, "does": "withhold", "why": "third_party"}
    )
    assert answer["Location"] == f"{page}#last"
    shown = _words(signed_in(ASKER).get(page).content)
    assert "Last: “Sheila Oddell” withheld, in 5 entries Undo" in shown


def test_an_undo_says_what_it_undoes_and_goes_there(signed_in: SignedIn) -> None:
    request_id = a_request(PLAIN, "She slept.")
    step = withhold(request_id, "nine")
    here, other = (f"/disclosures/{request_id}/prepare/{i.entry}/" for i in prepared_of(request_id))
    said = "Last: “nine” withheld, in Call of"
    assert said in _words(signed_in(ASKER).get(here).content)
    assert "Undo" not in _words(signed_in(ASKER).get(other).content)
    page = f"/disclosures/{request_id}/prepare/"
    assert said in _words(signed_in(ASKER).get(page).content)
    stale = signed_in(ASKER).post(f"{page}undo/", {"step": str(UUID(int=1))}, follow=True)
    assert "That is not the last step any more." in _words(stale.content)
    answer = signed_in(ASKER).post(f"{page}undo/", {"step": str(step.id)})
    assert answer["Location"] == f"{here}#texts"
    assert "Undo" not in _words(signed_in(ASKER).get(page).content)


def test_what_has_to_be_changed_reaches_whoever_asks_and_nobody_else(signed_in: SignedIn) -> None:
    request_id = a_request(PLAIN)
    withhold(request_id, "nine")
    looked(request_id)
    with acting_as(who(ASKER)):
        let_machine_read(request=story.get(request_id), by=cast.worker(ASKER))
    said = "Take the name of the nurse out."
    review(request_id, MANAGER, passed=False, words=said)
    page = f"/disclosures/{request_id}/"
    for own in (page, f"{page}prepare/"):
        with assert_queries_at_most(12):
            shown = _words(signed_in(ASKER).get(own).content)
        assert f"What has to be changed: {said}" in shown
        assert "Sent back by" in shown
    assert "Nothing is missing now" not in _words(signed_in(ASKER).get(page).content)
    for other in (MANAGER, "iss_colleague"):
        assert said not in signed_in(other).get(page).content.decode()
    withhold(request_id, "office")
    assert said in signed_in(ASKER).get(page).content.decode()
    with acting_as(who(ASKER)):
        reading = let_machine_read(request=story.get(request_id), by=cast.worker(ASKER))
        allowed = [stop.key for stop in reading_of(reading).stops]
    review(request_id, MANAGER, allowed=allowed)
    assert said not in signed_in(ASKER).get(page).content.decode()


def test_an_entry_s_page_has_the_machine_read_that_entry_alone(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = a_request(PLAIN, "She slept.", "She ate.")
    withhold(request_id, "nine")
    read: list[UUID] = []
    look = Looking.look

    def counted(self: Looking, item: Prepared) -> Looked:
        read.append(item.entry)
        return look(self, item)

    monkeypatch.setattr(Looking, "look", counted)
    for item in prepared_of(request_id):
        read.clear()
        signed_in(ASKER).get(f"/disclosures/{request_id}/prepare/{item.entry}/")
        assert read == [item.entry]


def test_words_sent_in_an_ended_session_come_back_to_their_entry(signed_in: SignedIn) -> None:
    request_id = a_request(PLAIN)
    (item,) = prepared_of(request_id)
    client, at = signed_in(ASKER), f"/disclosures/{request_id}/prepare/{item.entry}/"
    page = showing(client, at)
    start = PLAIN.index("nine")
    said = {"passage": "nine", "part": "body", "start": str(start), "end": str(start + 4)}
    client.logout()
    answer = client.post(f"{at}withhold/", page.sent(**said, why="source"))
    assert not prepared_of(request_id)[0].steps
    back = unquote(answer["Location"].partition("next=")[2])
    assert back.startswith(f"{at}?draft=")
    client = signed_in(ASKER)
    shown = {name: each.value for name, each in showing(client, back).form.fields.items()}
    assert shown.items() >= said.items()
    assert client.post(f"{at}withhold/", {**shown, "why": "source"}).status_code == 302
    assert prepared_of(request_id)[0].left(Part.BODY) == PLAIN.replace("nine", MARK)
    assert not drafts_of(ASKER)


def _words(page: bytes) -> str:
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", page.decode()).split())


def test_an_entry_kept_back_whole_is_gone_through_and_put_back_is_not() -> None:
    request_id = a_request(PLAIN)
    (item,) = prepared_of(request_id)
    assert not item.gone_through
    kept = withhold_entry(request_id, item.entry)
    (item,) = prepared_of(request_id)
    assert item.gone_through
    assert not item.looked
    assert undo(request_id, kept.id) == [kept.id]
    (item,) = prepared_of(request_id)
    assert not item.gone_through


def test_the_page_that_releases_counts_what_leaves(signed_in: SignedIn) -> None:
    request_id = a_request(PLAIN, "She came back on Monday.", "She rang on Tuesday.")
    withhold_entry(request_id, prepared_of(request_id)[0].entry)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    asker = signed_in(ASKER)
    step_up(asker, ASKER)
    shown = page(asker, reverse("disclosures:release", args=[request_id]))
    assert "2 entries of this file leave for" in shown
    assert "can be closed to its readers again, but not unread" in shown
