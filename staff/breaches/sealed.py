"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Breach

SUBJECTS = (Subject("breach", Breach), Subject("handling", Breach))
