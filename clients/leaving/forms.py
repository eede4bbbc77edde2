"""What keeping a leaver's draft asks, beyond the words, which are theirs."""

from typing import Any

from django.utils import timezone

from clients.forms import EntryWords

from .access import LeftDraft
from .rules import one_of


class KeepForm(EntryWords):
    """When it happened, fact or opinion with its basis, sensitive or not."""

    kept_as_draft = False  # it is about a draft

    def __init__(self, *args: Any, left: LeftDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["body"]
        self.initial = {
            "happened_on": timezone.localdate(left.draft.begun_at),
            "nature": one_of(left.words, "nature"),
            "basis": one_of(left.words, "basis"),
            "sensitive": bool(one_of(left.words, "sensitive")),
            "sensitive_kind": one_of(left.words, "sensitive_kind"),
            "court_paper": one_of(left.words, "court_paper") in ("on", "yes"),
        }

    def words(self) -> dict[str, Any]:
        """Return the action's arguments; the form must be valid."""
        self.cleaned_data["body"] = ""
        said = super().words()
        del said["body"]
        return said
