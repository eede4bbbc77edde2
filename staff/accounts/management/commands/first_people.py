"""manage.py first_people NAME NAME: let the first two records administrators in, or two more when too few are left."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import slugify

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record
from staff.accounts.codes import new_code, print_of
from staff.accounts.fence_sql import DECIDERS, INVITED_DAYS
from staff.accounts.models import Invitation
from staff.accounts.shutting import take_all
from staff.models import Account, Role, Worker

NEEDED = 2


class Command(BaseCommand):
    """Let the first two records administrators in."""

    help = "Makes accounts for two records administrators and prints two codes for each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the two names, and who can't come in any more."""
        parser.add_argument("names", nargs=2, metavar="NAME")
        parser.add_argument("--shut-out", nargs="+", default=[], metavar="SIGN-IN-NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both accounts, or none; refuses while two people can come in who decide about accounts.

        Whoever lost their second factors is shut out by name before they are counted: no row can say it of them.
        """
        with acting_as(SystemActor.KEY_KEEPER), transaction.atomic():
            for sign_in in options["shut_out"]:
                _shut_out(sign_in)
            there = _who_decide()
            if there >= NEEDED:
                raise CommandError(
                    f"{there} people in post decide about accounts. They make every other account, in the browser."
                )
            told = [_let_in(name) for name in options["names"]]
            record("first_people_invited", ids=[person for person, _ in told])
        for _, lines in told:
            self.stdout.write(lines)
        self.stdout.write(
            f"Give each person their own lines only. They go to /account/welcome/ within {INVITED_DAYS} days."
        )


def _shut_out(sign_in: str) -> None:
    """Take the old password and factors of somebody who decides: they come back by two codes, as others do."""
    whom = Worker.objects.filter(
        account__sign_in_name__iexact=sign_in, in_post=True, role__in=DECIDERS
    ).first()
    if whom is None:
        raise CommandError(f"{sign_in} is nobody who decides about accounts.")
    take_all(whom.account_id)
    record("decider_shut_out", ids=[whom.account_id])


def _who_decide() -> int:
    """Return how many decide about accounts and can come in: by a password, or by two codes that are open still."""
    codes = Invitation.objects.filter(
        person=OuterRef("pk"), taken_at=None, expires_at__gt=timezone.now()
    )
    shut_out = Q(account__password__startswith=UNUSABLE_PASSWORD_PREFIX) & ~Exists(codes)
    return Worker.objects.filter(in_post=True, role__in=DECIDERS).exclude(shut_out).count()


def _let_in(name: str) -> tuple[Any, str]:
    person, first, second = uuid4(), new_code(), new_code()
    sign_in = _free_name(name)
    account = Account.objects.create(id=person, sign_in_name=sign_in, password=make_password(None))
    Worker.objects.create(account=account, display_name=name.strip(), role=Role.RECORDS_ADMIN)
    Invitation.objects.create(
        person=person,
        first=print_of(first),
        second=print_of(second),
        expires_at=timezone.now() + timedelta(days=INVITED_DAYS),
    )
    return person, f"{name.strip()}: sign-in name {sign_in}, codes {first} and {second}"


def _free_name(name: str) -> str:
    wanted = slugify(name).replace("-", ".") or "admin"
    while Account.objects.filter(sign_in_name__iexact=wanted).exists():
        wanted += secrets.choice("23456789")
    return wanted
