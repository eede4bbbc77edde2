"""Appointments on a case file or alone: a week, what is to come, and whether somebody came."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Appointments on a case file or alone: a week, what is to come, and whether somebody came."""

    name = "clients.diary"
    label = "diary"
