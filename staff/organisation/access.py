"""How the installation stands, for whoever sets it up."""

from django.conf import settings
from django.db.models import Max

from confidentiality.access.http import Hidden
from confidentiality.operations import figures, health
from staff.induction.models import PolicyVersion
from staff.models import Membership, Role, Team, Worker
from staff.training.access import NOTES_ALL, count_who_wait

from .in_force import details
from .models import Kind
from .rules import Picture, Somebody

SETS_UP = (Role.RECORDS_ADMIN, Role.DATA_PROTECTION_LEAD)


def open_picture(worker: Worker) -> Picture:
    """Return how the installation stands; raises Hidden for whoever does not set it up."""
    if worker.role not in SETS_UP:
        raise Hidden("setup_hidden")
    services = {team.pk: team.service for team in Team.objects.all()}
    manages: dict[object, set[int]] = {}
    for person, group in Membership.objects.values_list("account_id", "group_id"):
        manages.setdefault(person, set()).add(group)
    agreed = details()
    people = Worker.objects.filter(in_post=True).values_list("pk", "role", "team_id")
    return Picture(
        people=tuple(
            Somebody(
                role,
                team is not None,
                frozenset(services[each] for each in manages.get(pk, ()) if each in services),
            )
            for pk, role, team in people
        ),
        teams=len(services),
        teams_managed=len({each for pk, *_ in people for each in manages.get(pk, ())}),
        waiting=count_who_wait() if worker.role in NOTES_ALL else None,
        policy=PolicyVersion.objects.aggregate(newest=Max("number"))["newest"],
        escrow=health.judge_escrow(figures.keys().drill_seconds).level == health.Level.GOOD,
        backup=health.judge_backup(figures.backup_seconds()).level == health.Level.GOOD,
        https=settings.PUBLIC_URL.startswith("https://"),
        scanner=bool(settings.CLAMD),
        reviewer_may_sign=settings.REVIEWER_MAY_SIGN_OFF,
        demo=settings.DEMO,
        turns=agreed.get(Kind.TURNS, {}).get("allowed") == "yes",
        named=Kind.LETTERS in agreed or bool(settings.ORGANISATION_NAME),
        networks=tuple(agreed.get(Kind.NETWORKS, {}).get("networks", ())),
        email=Kind.EMAIL in agreed,
        schedule=Kind.PERIOD in agreed,
        undelivered=figures.mail().undelivered,
    )
