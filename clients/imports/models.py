"""An uploaded sheet, its rows, and which rows of its two services may be a couple.

What the rows say is sealed under the import's own key until the import is closed; then it is erased and the
key destroyed. What became files lives on under the files' keys only.
"""

import uuid

from django.db import models
from django.utils import timezone

from confidentiality.sealing.fields import SealedJSON, SealedText
from confidentiality.sealing.keys import KeyRef
from staff.models import Service, Team, Worker

from .dates import Order
from .packing import from_json, to_json
from .row import RowPlan


class Import(models.Model):
    """One uploaded sheet. Nothing here is about a person but `evidence`, which quotes dates and is sealed.

    `columns`: our names of the sheet's columns in its order; `summary`: counts by fate, reason and partner.
    """

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", "Dry run"
        APPLYING = "applying", "Being imported"
        APPLIED = "applied", "Imported"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    fingerprint = models.CharField(max_length=64)  # keyed: tells the same sheet, and nothing of it
    columns = models.JSONField()
    encoding = models.CharField(max_length=8)
    remarks = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    date_order = models.CharField(
        max_length=12, choices=[(str(order), str(order)) for order in Order], blank=True, default=""
    )  # empty: the order of day and month is not confirmed
    iss_team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+"
    )  # NULL: not chosen yet
    dvpp_team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+"
    )  # NULL: not chosen yet
    applied_at = models.DateTimeField(null=True)  # NULL: not yet

    evidence = SealedText(
        seal_id="imports.import.evidence", null=True
    )  # dates.OrderEvidence, packed; NULL: erased

    class Meta:
        db_table = "imports_import"
        indexes = [models.Index(fields=["uploaded_at"], name="import_by_time")]

    def __str__(self) -> str:
        return f"import of {self.uploaded_at:%Y-%m-%d}"

    def sealed_under(self) -> KeyRef:
        """Return the import's own key."""
        return KeyRef("import", self.id)

    def team_of(self, service: str) -> Team | None:
        """Return the team that takes the files of a service, or None where none was chosen."""
        return {"iss": self.iss_team, "dvpp": self.dvpp_team}.get(service)

    @property
    def order(self) -> Order | None:
        """The confirmed order of day and month, or None."""
        return Order(self.date_order) if self.date_order else None

    @property
    def order_is_open(self) -> bool:
        """Whether somebody must confirm the order before anything is imported."""
        return not self.date_order and bool(self.summary["ambiguous"])


class ImportRow(models.Model):
    """One row of the sheet: its cells as they were, what is planned for it, and what became of it.

    The plan that lies here says nothing of a partner's row: that is a `Pairing`, which a manager of one service
    can't read. `service` is empty where the sheet didn't tell.
    """

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", "Planned"
        WAITING = "waiting", "Waiting in the queue"
        PLACING = "placing", "Being placed"
        IMPORTED = "imported", "Imported"
        DISCARDED = "discarded", "Set aside"
        UNDONE = "undone", "Undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Import, models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    service = models.CharField(
        max_length=4,
        choices=[(s.value, s.label) for s in (Service.ISS, Service.DVPP)],
        blank=True,
        default="",
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    reasons = models.JSONField(default=list)  # codes only
    file = models.UUIDField(null=True)  # NULL: no case file was made of it
    settled_by = models.ForeignKey(
        Worker, models.PROTECT, null=True, related_name="+"
    )  # NULL: no person did
    settled_at = models.DateTimeField(null=True)  # NULL: still waits

    cells = SealedJSON(seal_id="imports.row.cells", null=True)  # list of text; NULL: erased
    packed_plan = SealedText(
        seal_id="imports.row.plan", null=True
    )  # row.RowPlan, packed; NULL: erased
    why = SealedText(seal_id="imports.row.why", null=True)  # why it was set aside; NULL: it was not

    class Meta:
        db_table = "imports_row"
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_row_of_a_number")]
        indexes = [
            models.Index(fields=["file"], name="row_of_file"),
            models.Index(
                fields=["service"], name="row_waiting", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row}"

    def sealed_under(self) -> KeyRef:
        """Return the import's key."""
        return KeyRef("import", self.batch_id)

    @property
    def plan(self) -> RowPlan:
        """What is planned for the row."""
        return from_json(RowPlan, self.packed_plan)

    @plan.setter
    def plan(self, plan: RowPlan) -> None:
        self.packed_plan = to_json(plan)
        self.reasons = [reason.code for reason in plan.reasons]
        self.service = plan.service


class Pairing(models.Model):
    """A row names a partner, and another row of the other service bears that full name.

    `linked`: it is that row; while it is NULL several bear the name and a person is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Import, models.PROTECT, related_name="pairings")
    names = models.ForeignKey(ImportRow, models.PROTECT, related_name="pairings")
    bears = models.ForeignKey(ImportRow, models.PROTECT, related_name="+")
    linked = models.BooleanField(null=True)  # NULL: asked

    class Meta:
        db_table = "imports_pairing"
        constraints = [
            models.UniqueConstraint(fields=["names", "bears"], name="one_pairing_of_two_rows")
        ]

    def __str__(self) -> str:
        return "pairing"
