"""Whose keys this room's are: a sheet's, until it is closed."""

from confidentiality.sealing.verifying import Subject

from .models import Import

SUBJECTS = (Subject("import", Import, always=False),)
