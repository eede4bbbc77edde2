"""Row security, as each room declares it: in its `fence.py`, with the words below.

What no room names stays closed to every login. `installing` puts all of it into the database.
"""

from dataclasses import dataclass, field

KINDS = ("content", "personal", "credential", "reference", "audit", "keys", "closed")
LOGINS = ("web", "worker")  # what a table is opened to, unless it says otherwise
ME = "(SELECT access.me())"
ACTOR = "(SELECT access.actor())"
UNTIL = {
    "view": "view_until",
    "contribute": "contribute_until",
    "third_party": "third_party_until",
    "lead": "lead_until",
}


@dataclass(frozen=True)
class Table:
    """One table's class and its policies: an SQL test per command, None where nobody may.

    `update_columns` narrows what an update may set; `logins` says which logins get the privileges at all.
    `key_kind` limits the policies to one kind of subject in the shared key table.
    """

    name: str
    kind: str
    select: str | None = None
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    update_columns: tuple[str, ...] = ()
    logins: tuple[str, ...] = LOGINS
    label: str = "rows"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no such class of table: {self.kind}")


@dataclass(frozen=True)
class Fence:
    """What one room brings: tables, functions owned by the keeper, and triggers."""

    tables: tuple[Table, ...] = ()
    functions: str = ""  # created as the keeper: SECURITY DEFINER, narrow, schema access
    callable: tuple[str, ...] = ()  # which of them the logins may call
    callable_by_backup: tuple[str, ...] = ()  # which of them the backup login may call
    callable_by_reader: tuple[str, ...] = ()  # which of them the outside readers' login may call
    callable_by_kiosk: tuple[str, ...] = ()  # which of them the office screen's login may call
    triggers: str = ""  # created as the owner, after the functions
    order: int = field(default=0, compare=False)


def holds(right: str, file: str) -> str:
    """Return the test 'I hold `right` on `file`'.

    A scalar subquery is not turned into a hash of everything I hold: a file and its entries cost the same to a
    worker and to a manager of 20,000 files. Beside a test of who acts it stands last: that one is asked once, and
    whoever passes it reads thousands of rows without this one.
    """
    return (
        f"(SELECT g.{UNTIL[right]} FROM public.clients_effectivegrant g"
        f" WHERE g.file_id = {file} AND g.user_id = {ME}) > now()"
    )


def any_of(*tests: str) -> str:
    """Return the SQL test that holds when one of `tests` does."""
    return " OR ".join(f"({test})" for test in tests)


def is_actor(*names: str) -> str:
    """Return the SQL test 'this system actor acts'."""
    return f"{ACTOR} IN ({', '.join(repr(str(name)) for name in names)})"


def has_role(*roles: str) -> str:
    """Return the SQL test 'I have one of these roles' (a loan of the role counts while it lasts)."""
    return "(" + " OR ".join(f"(SELECT access.has_role('{role}'))" for role in roles) + ")"
