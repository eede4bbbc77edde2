"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Agency, Package

SUBJECTS = (Subject("package", Package), Subject("agency", Agency))
