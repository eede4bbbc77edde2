"""Who signed in, and what they may do by role."""

from uuid import UUID

from django.utils import timezone

from .models import Role, RoleLoan, Worker


def worker_signed_in(person: UUID) -> Worker | None:
    """Return the active worker with this id, read under their own identity, or None."""
    worker = Worker.objects.select_related("account", "team").filter(pk=person).first()
    if worker is None or not worker.account.is_active:
        return None
    return worker


def has_role(worker: Worker, role: Role) -> bool:
    """Say whether the worker has the role, of their own or on loan now."""
    if worker.role == role:
        return True
    now = timezone.now()
    return RoleLoan.objects.filter(
        worker=worker, role=role, starts_at__lte=now, ends_at__gt=now
    ).exists()
