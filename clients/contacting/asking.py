"""Asking a writer once about a blocked number or address in their words about a client (clause 3.3.1).

Where something is done with it, it is refused: a letter, a call. In a note it may be what happened, so the writer
decides; but nobody finds it in a task to ring somebody without having been told.
"""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.utils import timezone

from clients.models import CaseFile

from .profile import read
from .rules import blocked_in, sentence_of

LONGEST = 2000  # of what was shown: numbers of what is blocked


class AsksOfBlocked(forms.Form):
    """A form whose words are looked at once for what is blocked on the file that they are about."""

    blocked_shown = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    looked_through: ClassVar[tuple[str, ...]] = ("body", "basis")
    blocked: Sequence[str] = ()

    def asks_of_blocked(self, file: CaseFile | None) -> bool:
        """Say whether the writer is to be shown first what is blocked; `blocked` are then sentences that say it.

        The form must be valid. What was shown is not shown again; what is blocked since is.
        """
        if file is None:
            return False
        profile = read(file.contact)
        words = "\n\n".join(str(self.cleaned_data.get(name, "")) for name in self.looked_through)
        found = blocked_in(words, profile, timezone.localdate())
        marks = {f"{profile.version}-{profile.blocked.index(each)}" for each in found}
        shown = set(self.cleaned_data["blocked_shown"].split())
        if marks <= shown:
            return False
        self.blocked = [sentence_of(each) for each in found]
        # each by its name: unpacked, what was posted would come as lists
        typed = {name: self.data[name] for name in self.data}
        self.data = {**typed, self.add_prefix("blocked_shown"): " ".join(sorted(marks))}
        return True
