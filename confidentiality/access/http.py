"""The request as every view sees it, and the two refusals."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from confidentiality.audit.record import record

if TYPE_CHECKING:  # the floor does not import the rooms that stand on it
    from staff.models import Account, Worker


class WorkerRequest(HttpRequest):
    """A request of a signed-in worker: `worker` is loaded under their own identity."""

    user: "Account"
    worker: "Worker"
    htmx: Any
    keep_words: Callable[[], str | None]  # keeps the posted form as a draft; where it is then


class Denial(Exception):
    """What a refusal leaves in the audit after the view's own work is rolled back."""

    action: str
    file: UUID | None
    purpose: str

    def write_down(self) -> None:
        """Write what is left of it, in the outer transaction."""
        record(self.action, file=self.file, purpose=self.purpose, outcome="denied")


class Hidden(Denial, Http404):
    """You may not know of it: answered exactly as if it had never existed."""

    def __init__(self, action: str, *, file: UUID | None = None, purpose: str = "") -> None:
        super().__init__()
        self.action, self.file, self.purpose = action, file, purpose


class Refused(Denial, PermissionDenied):
    """You can see it already, but may not do this; `args[0]` says so in a plain sentence."""

    def __init__(self, sentence: str, action: str, *, file: UUID | None = None) -> None:
        super().__init__(sentence)
        self.action, self.file, self.purpose = action, file, ""


class TooLate(Refused):
    """It was yours to do, and is done or past: no right is lacking, so nobody can give one."""
