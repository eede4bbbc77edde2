"""Accounts and workers: how somebody signs in, and who colleagues know them as.

Two tables, because row security hides rows, not columns: the credential is readable when signing in or by its
owner, the worker's name and role by every colleague.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by sign-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this sign-in name, however it is cased."""
        return self.get(sign_in_name__iexact=username or "")


class Account(AbstractBaseUser):
    """What somebody signs in with; its id is the person's id everywhere.

    There are no superusers, no staff flag and no model-wide permissions: rights are grants on case files.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sign_in_name = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    groups = models.ManyToManyField(
        Group, through="Membership", related_name="user_set", blank=True
    )

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False
    is_staff = False
    # how it stands to the policy, its induction and its declaration, until `staff.access` has asked
    policy: str = "owed"
    induction: str = "waits"
    owes_declaration: bool = True

    class Meta:
        db_table = "staff_account"

    def __str__(self) -> str:
        return str(self.id)


class Role(models.TextChoices):
    """What somebody does here; rights on files are grants, never roles."""

    ISS_WORKER = "iss_worker", "ISS worker"
    DVPP_WORKER = "dvpp_worker", "DVPP worker"
    VOLUNTEER = "volunteer", "Volunteer"
    SENIOR_PRACTITIONER = "senior_practitioner", "Senior practitioner"
    LINE_MANAGER = "line_manager", "Line manager"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    DATA_PROTECTION_LEAD = "data_protection_lead", "Data protection lead"
    RECORDS_ADMIN = "records_admin", "Records admin"
    HR = "hr", "HR"
    COMMITTEE = "committee", "Committee member"
    OUTSIDE_APPROVER = (
        "outside_approver",
        "Outside approver",
    )  # a trustee who agrees to account changes
    IMPORTER = "importer", "Importer"


class Service(models.TextChoices):
    """The two services; BOTH only where a small charity has one manager for them."""

    ISS = "iss", "Support service"
    DVPP = "dvpp", "Programme"
    BOTH = "both", "Both services"
    NEITHER = "", "Neither"


class Team(Group):
    """A team; the group's members hold the *team grant*: they are its line managers."""

    service = models.CharField(max_length=4, choices=Service.choices)

    objects: ClassVar[models.Manager["Team"]] = models.Manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That somebody holds a team's grant: as one of its line managers, or to an end as the deputy of one.

    The end is carried into the effective grants and compared when asked: nothing has to run at that moment.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True)  # NULL: no end

    class Meta:
        db_table = "staff_account_groups"
        unique_together: ClassVar[list[tuple[str, str]]] = [("account", "group")]

    def __str__(self) -> str:
        return "membership"


class Worker(models.Model):
    """Somebody who works here, as colleagues know them: name, role, service, team."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="worker")
    display_name = models.CharField(max_length=80)
    role = models.CharField(max_length=24, choices=Role.choices)
    service = models.CharField(max_length=4, choices=Service.choices, blank=True, default="")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="workers"
    )  # NULL: in none
    line_manager = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+"
    )  # NULL: has none
    in_post = models.BooleanField(default=True)  # as the account's activity, for colleagues to see
    # the roles lent to them now, where they were read as whoever is signed in; None: not asked yet
    roles_on_loan: tuple[str, ...] | None = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role=Role.IMPORTER), name="importer_is_lent_never_a_role"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def id(self) -> uuid.UUID:
        """Return the person's id, the same as the account's."""
        return self.account_id


class RoleLoan(models.Model):
    """A role lent by two people for a time (the importer's, for a day); it ends by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="loans")
    role = models.CharField(max_length=24, choices=Role.choices)
    lent_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(lent_by=models.F("approved_by"))
                & ~models.Q(lent_by=models.F("worker"))
                & ~models.Q(approved_by=models.F("worker")),
                name="a_loan_takes_two_others",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} until {self.ends_at:%Y-%m-%d}"
