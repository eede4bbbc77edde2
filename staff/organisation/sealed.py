"""Whose keys this room's are."""

from confidentiality.sealing.verifying import Subject

from .models import MailPassword

SUBJECTS = (Subject("mail", MailPassword),)
