"""The declared row security as a page for people: docs/row-security.md, held true by a test."""

import re
from itertools import groupby

from .fence import ACTOR, KINDS, ME, UNTIL, Table
from .identity import ACTS_FROM
from .identity_sql import CALLABLE_BY_LOGINS
from .installing import collect, declared_tables

INTRODUCTION = """\
# Row security, table by table

Written by `manage.py fence --table`; a test holds this page equal to what the rooms declare, and the database equal to
that. Where no line stands, nobody may: a table that no room names is closed to every login, and row security is
forced on all of them, for their owner too.

## How to read it

- *me* is the acting person, as long as their account is active; *actor* is the acting system actor. Both come from a
  signed setting that is good for one transaction of one backend. Without it, both are empty, and no test below is true.
- *holds right on column* means that I have an effective grant of that right, not ended, on that column's case file.
  Walls have taken effect there already.
- *has_role* asks my own role or one lent to me now.
- **insert** tests the new row; **update** tests the row before and after, and sets only the columns named.
- A subquery on another table sees only what I may see of it.

## What SQL can still learn

Who can run SQL of their own as the web login, and sign as somebody, is that person; beyond what that person may see:

- A unique violation says that a value exists: random references, sign-in names, one key per subject. References are
  drawn from 31⁸, subjects are random UUIDs. The error carries no row (no DETAIL).
- A foreign key may name a hidden row's random UUID; that it exists shows at commit.
- Counters of the statistics collector tell how many rows a table has, not which.
- Locks can make others wait. Nothing is read or changed by that.
"""


def in_words(test: str) -> str:
    """Return an SQL test with our own phrases in place of what the helpers of `fence` expand to."""
    for right, column in UNTIL.items():
        where = r"WHERE g\.file_id = ([\w.]+) AND g\.user_id = " + re.escape(ME)
        grants = r"FROM public\.clients_effectivegrant g "
        for form in (
            rf"\(SELECT g\.{column} {grants}{where}\) > now\(\)",
            rf"EXISTS \(SELECT 1 {grants}{where} AND g\.{column} > now\(\)\)",
        ):
            test = re.sub(form, rf"«holds {right} on \1»", test)
    test = re.sub(r"\(SELECT access\.has_role\('(\w+)'\)\)", r"has_role(\1)", test)
    return test.replace(ME, "me").replace(ACTOR, "actor").replace("public.", "")


def _lines_of(table: Table) -> list[str]:
    lines = []
    who = " and ".join(table.logins)
    for command in ("select", "insert", "update", "delete"):
        test = getattr(table, command)
        if test is None:
            continue
        columns = (
            f" of {', '.join(f'`{c}`' for c in table.update_columns)}"
            if command == "update" and table.update_columns
            else ""
        )
        label = "" if table.label == "rows" else f" ({table.label})"
        lines.append(f"- **{command}**{label} by {who}{columns}: `{in_words(test)}`")
    return lines


def as_markdown() -> str:
    """Return the whole declared row security as Markdown: actors, tables by class, callable functions."""
    out = [INTRODUCTION, "## System actors\n"]
    out += [f"- `{actor}` acts from the {login} login only" for actor, login in ACTS_FROM.items()]
    declared = sorted(declared_tables(), key=lambda t: (KINDS.index(t.kind), t.name))
    for kind, of_kind in groupby(declared, key=lambda t: t.kind):
        out.append(f"\n## {kind.capitalize()}")
        for name, tables in groupby(of_kind, key=lambda t: t.name):
            lines = [line for table in tables for line in _lines_of(table)]
            out += [f"\n### `{name}`\n", *(lines or ["- nobody"])]
    out.append("\n## Functions that the logins may call\n")
    rooms = {room: fence.callable for room, fence in collect().items()}
    callables = {"confidentiality.access": CALLABLE_BY_LOGINS} | rooms
    out += [f"- `{name}` ({room})" for room, names in callables.items() for name in names]
    return "\n".join(out) + "\n"
