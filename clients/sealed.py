"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import CaseFile

SUBJECTS = (Subject("file", CaseFile), Subject("third_party", CaseFile))
