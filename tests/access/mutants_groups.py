"""Mutants of the policies of groups: what each of them forgets, and that the room's own tests notice."""

from confidentiality.access.fence import ME
from tests.access.mutants import Mutant, policy

_ANY = ("USING (", f"USING ({ME} IS NOT NULL OR ")
_MY_SERVICE = "(SELECT access.my_service())"
_RUNS, _ANYBODY = "w.service = ", "true OR w.service = "
_WRITES, _READS = "contribute_until", "view_until"
FORGOTTEN = (
    ("groups of the other service", "clientgroup", "SELECT", _MY_SERVICE, "service"),
    ("groups run by the other service", "clientgroup", "INSERT", _RUNS, _ANYBODY),
    ("groups handed to the other service", "clientgroup", "UPDATE", _RUNS, _ANYBODY),
    ("sessions of the other service", "groupsession", "SELECT", *_ANY),
    ("sessions of what has ended", "groupsession", "INSERT", " AND g.ended_at IS NULL", ""),
    ("sessions to come", "groupsession", "INSERT", "held_on <= ", "now() >= "),
    ("sessions run by the other service", "groupsession", "INSERT", _RUNS, _ANYBODY),
    ("who was in a group", "attendance", "SELECT", *_ANY),
    ("in a group of the other", "attendance", "INSERT", "c.service = g.service", "true"),
    ("in a group, by another", "attendance", "INSERT", f"recorded_by_id = {ME} AND ", ""),
    ("in a group, by whoever reads", "attendance", "INSERT", _WRITES, _READS),
    ("in a group, signed or not", "attendance", "INSERT", "signed = ", "true OR signed = "),
    ("taken back by another", "attendance", "UPDATE", f"taken_back_by_id = {ME}", "true"),
    ("taken back by whoever reads", "attendance", "UPDATE", _WRITES, _READS),
    ("in a group, erased", "attendance", "DELETE", *_ANY),
    ("what was signed", "keepingagreement", "SELECT", *_ANY),
    ("signed by a man", "keepingagreement", "INSERT", "c.service = 'iss'", "true"),
    ("signed on a day to come", "keepingagreement", "INSERT", "signed_on <= ", "now() >= "),
    ("signed, by whoever reads", "keepingagreement", "INSERT", _WRITES, _READS),
    ("signed, erased", "keepingagreement", "DELETE", *_ANY),
)
GROUPS = tuple(
    Mutant(f"groups: {name}", policy(f"groups_{table}", command, old, new), ("tests/groups",))
    for name, table, command, old, new in FORGOTTEN
)
