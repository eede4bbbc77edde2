"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Draft

SUBJECTS = (Subject("draft", Draft, unless_null="words"),)  # one that was sent holds none
