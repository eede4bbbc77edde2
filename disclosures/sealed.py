"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Package

SUBJECTS = (Subject("package", Package),)
