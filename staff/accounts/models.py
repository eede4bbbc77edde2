"""Changes to accounts, asked for by one person and decided by another, and the codes that let somebody in."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from staff.models import Role, Service, Team, Worker


class Change(models.Model):
    """One change to somebody's account, or a new team: what it would be, who asks, who decided (practice, accounts).

    The database carries it out with the decision, and by no other way (`fence_sql.py`).
    """

    class Kind(models.TextChoices):
        """What would change."""

        START = "start", "Somebody new"
        MOVE = "move", "Role, team or manager"
        RESET = "reset", "New password and second factor"
        SUSPEND = "suspend", "Suspended"
        LEAVE = "leave", "Leaves"
        COME_BACK = "come_back", "Comes back"
        LEND = "lend", "A role lent"
        TEAM = "team", "A new team"
        DEPUTY = "deputy", "Stands in for a line manager"

    class Why(models.TextChoices):
        """Why, in words that tell nobody's circumstances (clause 4.5.1)."""

        STARTS = "starts", "Starts work here"
        DUTIES = "duties", "New duties, or another team"
        RIGHT = "right", "Something was noted wrongly"
        NAME = "name", "Goes by another name"
        LOST = "lost", "Has lost or replaced a device, or forgotten the password"
        EXPOSED = "exposed", "Somebody else may have the password or a device"
        PROTECT = "protect", "To protect people or records"
        LEAVES = "leaves", "Works here no more"
        BACK = "back", "Works here again"
        COVER = "cover", "Covers for somebody"
        IMPORT = "import", "Brings in records"
        TEAM = "team", "The work is organised anew"

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITS = "", "Waits"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    why = models.CharField(max_length=8, choices=Why.choices)
    # The id of somebody new is drawn before they are there, so no key is demanded. NULL: a team.
    worker = models.ForeignKey(
        Worker, models.DO_NOTHING, null=True, db_constraint=False, related_name="changes"
    )
    name = models.CharField(max_length=80, blank=True, default="")  # of the person or the team
    sign_in_name = models.CharField(max_length=60, blank=True, default="")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True, default="")
    service = models.CharField(max_length=4, choices=Service.choices, blank=True, default="")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")  # NULL: none
    line_manager = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: none; of a deputy the one whose place it is
    manages = ArrayField(models.IntegerField(), default=list, blank=True)  # ids of teams
    starts_at = models.DateTimeField(null=True)  # NULL: no deputy, or at once
    until = models.DateTimeField(null=True)  # NULL: nothing is lent
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField()
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # NULL: waits
    outcome = models.CharField(
        max_length=9, choices=Outcome.choices, blank=True, default=Outcome.WAITS
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=("agreed", "refused"))
                | models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("asked_by")),
                name="an_account_change_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(worker__isnull=True)
                | ~models.Q(worker=models.F("asked_by"))
                & (models.Q(decided_by__isnull=True) | ~models.Q(worker=models.F("decided_by"))),
                name="nobody_changes_their_own_account",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=models.Q(outcome="") & ~models.Q(kind="suspend"),
                name="one_account_change_waits",
            ),
            models.UniqueConstraint(
                fields=["worker"],
                condition=models.Q(outcome="", kind="suspend"),
                name="one_suspension_waits",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "asked_at"], name="account_changes_waiting")]

    def __str__(self) -> str:
        return self.kind


class Invitation(models.Model):
    """Two codes, one from whoever asked and one from whoever agreed; together they let their person in, once.

    Prints of the codes only, and readable by nobody: neither of the two can come in as somebody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    change = models.OneToOneField(
        Change, models.PROTECT, null=True
    )  # NULL: one of the first people
    person = models.UUIDField()
    first = models.CharField(max_length=64)
    second = models.CharField(max_length=64, blank=True, default="")  # empty until it is agreed to
    expires_at = models.DateTimeField(null=True)  # NULL until it is agreed to
    taken_at = models.DateTimeField(null=True)  # NULL: not used

    def __str__(self) -> str:
        return "invitation"
