"""Appointments on a case file or alone: a week, what is to come, and whether somebody came."""
