"""How many open case files somebody takes at most; everything else of allocation is on the file itself."""

from django.db import models
from django.utils import timezone

from staff.models import Worker


class CaseloadLimit(models.Model):
    """The most open files that a worker leads, as a line manager set it; without a row there is none."""

    worker = models.OneToOneField(
        Worker, models.PROTECT, primary_key=True, related_name="caseload_limit"
    )
    most = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"at most {self.most}"
