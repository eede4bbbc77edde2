"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import EmergencyAccess, EmergencySearch

SUBJECTS = (Subject("emergency", EmergencyAccess), Subject("search", EmergencySearch, always=False))
