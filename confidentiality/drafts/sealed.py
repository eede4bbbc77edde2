"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Draft

SUBJECTS = (Subject("draft", Draft, always=False),)  # one that was sent holds no words
