"""A form sent twice writes once, by the name that the rooms of case files call it."""

from staff.once import Once, written_once

__all__ = ["Once", "written_once"]
