"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Address, Code

SUBJECTS = (Subject("address", Address), Subject("mail", Code))
