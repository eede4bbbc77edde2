"""Inductions for tests: taken back, noted again, and trainings that have lapsed."""

from datetime import date, timedelta

from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.training import actions
from staff.training.models import Item, Noted, Training
from tests import cast


def noter_of(key: str) -> str:
    """Return who noted a cast person's induction."""
    return "records_admin" if key == "hr" else "hr"


def take_back(key: str, code: str = "explained") -> None:
    """Let a line of somebody's checklist be taken back."""
    with acting_as(cast.PEOPLE[noter_of(key)].id):
        actions.take_back(noted=Noted.objects.get(worker_id=cast.PEOPLE[key].id, item__code=code))


def note_again(key: str, code: str = "explained") -> None:
    """Let it be noted again."""
    noter = noter_of(key)
    with acting_as(cast.PEOPLE[noter].id):
        by, person = cast.worker(noter), cast.worker(key)
        actions.note_line(
            item=Item.objects.get(code=code),
            person=person,
            done_by=by.pk,
            done_on=timezone.localdate(),
            by=by,
        )


def trained_until(key: str, day: date | None) -> None:
    """Let somebody's one training on the policy be good until a day; None: they had none."""
    noter = noter_of(key)
    with acting_as(cast.PEOPLE[noter].id):
        Training.objects.filter(worker_id=cast.PEOPLE[key].id).delete()
        if day is not None:
            Training.objects.create(
                worker_id=cast.PEOPLE[key].id,
                subject=Training.Subject.POLICY,
                content="The policy",
                trainer="Anil Kapadia",
                held_on=day - timedelta(days=365),
                months=12,
                good_until=day,
                noted_by=cast.worker(noter),
            )


def subjects() -> dict[str, str]:
    """Let a line of a worker's checklist be taken back, and name the rest of her induction for addresses."""
    person = cast.PEOPLE["iss_worker"].id
    take_back("iss_worker", "form")
    with acting_as(cast.PEOPLE["hr"].id):
        return {
            "inducted": str(person),
            "noted": str(Noted.objects.get(worker_id=person, item__code="copy").id),
            "training": str(Training.objects.get(worker_id=person).id),
            "line": str(Item.objects.get(code="form").id),
            "own line": str(Item.objects.get(code="other", position=5).id),
        }
