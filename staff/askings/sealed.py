"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import Asking

SUBJECTS = (Subject("asking", Asking), Subject("answer", Asking))
