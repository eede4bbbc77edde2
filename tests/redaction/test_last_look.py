"""The last look before it leaves: what a reader's screen shows, and not only what the paper says."""

import pytest
from django.conf import settings
from django.utils import timezone

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow
from disclosures.building.pdf import PackageData, TextItem, render_package
from disclosures.building.reading import read_again, run_together
from disclosures.models import DisclosureRequest
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.people.working import add
from tests.redaction.test_naming import a_record
from tests.redaction.working import a_request

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.clause("3.2.1"),
    pytest.mark.edge("E13"),
]
IN_ETHIOPIC = "አበበ"  # the paper holds its characters' numbers, the screen the name


def reviewed(body: str) -> DisclosureRequest:
    """Return a request to disclose these words that was reviewed, signed off and read whole."""
    request_id = a_request(body)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    with acting_as(who(ASKER)):
        return story.get(request_id)


@pytest.mark.parametrize(
    ("body", "called"),
    [
        (f"Then {IN_ETHIOPIC} rang at nine.", IN_ETHIOPIC),
        ("Then June next door rang at nine.", "June"),
    ],
    ids=["no typeface has it", "a word of the form"],
)
def test_somebody_written_down_since_stops_it_whom_the_paper_does_not_give_away(
    body: str, called: str
) -> None:
    request = reviewed(body)
    add(Details(relation="neighbour", given=called))
    with pytest.raises(NotNow, match="Nothing left"):
        story.release(request.id)
    with acting_as(who(ASKER)):
        request.refresh_from_db()
        assert request.state == DisclosureRequest.State.APPROVED


@pytest.mark.parametrize(
    ("about", "source"), [("Mrs Brandt", "Police"), ("the client", "Mrs Brandt")]
)
def test_somebody_whom_only_a_record_tells_in_words_stops_it(about: str, source: str) -> None:
    request = reviewed("Then Hana Brandt rang at nine.")
    a_record(about, source)
    with pytest.raises(NotNow, match="Nothing left"):
        story.release(request.id)


def test_whom_only_the_form_names_still_stops_nothing() -> None:
    request = reviewed("She came to the office.")
    add(Details(relation="neighbour", given="June"))
    add(Details(relation="friend", nicknames=("Or", "May"), given="Tom", family="Limits"))
    story.release(request.id)


def test_what_the_paper_says_as_it_stands_is_not_read_twice() -> None:
    """Also over its pages’ ends; a release of twenty pages has no time for it."""
    words = "She came on a well-known / quiet Monday; “fine”, she’d say. [withheld] rang.\n\n"
    bodies = [
        "".join(f"{'So ' * (line % 7)}{'o' * entry}h. {words}" for line in range(30)).strip()
        for entry in range(8)
    ]  # no two pages begin with the same line, which would be the form's
    paper = PackageData(
        *("R-ABCD-2345", "Ours", "-", "-", "-", "-", "-", "-"),
        made_at=timezone.localtime(),
        items=tuple(TextItem("Note", None, body, "") for body in bodies),
        terms=(),
    )
    again = read_again(render_package(paper, settings.LETTER_FONTS))
    assert len([each for each in again.texts if each.where.startswith("page ")]) > 3
    assert all(run_together(body) in again.whole for body in bodies)
    assert run_together(bodies[0].replace("quiet", "loud")) not in again.whole
