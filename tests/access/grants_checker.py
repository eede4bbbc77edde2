"""A small world of grants, and a checker that works the effective grants out anew, in Python.

The checker reads the sources (personal grants, team grants with membership and both their ends, turns, walls, partner
links) with the owner's login and says in sentences what the database got wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any, cast
from uuid import UUID

import psycopg2
from django.db import connections

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
START = datetime(2030, 1, 1, tzinfo=UTC)
RIGHTS = ("view_casefile", "contribute", "view_third_party", "lead")
IN_EMERGENCY = ("view_casefile", "contribute")

# Four people, five files, two teams: small enough that everything collides with everything.
PEOPLE = {UUID(int=i): service for i, service in enumerate(("iss", "iss", "dvpp", "both"), 1)}
FILES = {
    UUID(int=i): service for i, service in enumerate(("iss", "iss", "iss", "dvpp", "dvpp"), 11)
}
TEAMS = (9001, 9002)
TEAM_SERVICES = dict(zip(TEAMS, ("iss", "dvpp"), strict=True))
MANAGERS = (UUID(int=1), UUID(int=4))  # of whatever teams they are in

Pair = tuple[UUID, UUID]
Rows = Sequence[tuple[Any, ...]]


def days(offset: int | None) -> datetime | None:
    """Return an end of a grant: None is no end."""
    return None if offset is None else START + timedelta(days=offset)


@contextmanager
def owner_session() -> Iterator[Any]:
    """A connection of its own as the owner, to the database that the tests use now."""
    owner = connections["owner"].settings_dict
    link = psycopg2.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
        options="-c timezone=UTC",
    )
    try:
        yield link
    finally:
        link.close()


def make_world(cursor: Any) -> None:
    """Insert people, teams and files; no grants yet."""
    for team in TEAMS:
        cursor.execute("INSERT INTO auth_group VALUES (%s, %s)", [team, f"team {team}"])
        cursor.execute("INSERT INTO staff_team VALUES (%s, %s)", [team, TEAM_SERVICES[team]])
    for person, service in PEOPLE.items():
        cursor.execute(
            "INSERT INTO staff_account (id, password, sign_in_name, is_active) VALUES (%s, '', %s, true)",
            [person, f"person {person.int}"],
        )
        cursor.execute(
            "INSERT INTO staff_worker (account_id, display_name, role, service, in_post)"
            " VALUES (%s, '', %s, %s, true)",
            [person, "line_manager" if person in MANAGERS else "iss_worker", service],
        )
    for file, service in FILES.items():
        cursor.execute(
            "INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, attention_at, team_id,"
            " name, known_as, date_of_birth, contact, partner_names)"
            " VALUES (%s, %s, %s, 'open', '2030-01-01', gen_random_uuid(), %s, %s, '', '', '', '', '')",
            [file, f"F{file.int}", service, START, TEAMS[0]],
        )


@dataclass(frozen=True)
class Sources:
    """Everything that decides who holds what."""

    # (person, file) -> right -> its latest end; walls ignored
    held: dict[Pair, dict[str, datetime]]
    # the same, of emergency access alone
    emergencies: dict[Pair, dict[str, datetime]]
    # what a turn that nobody ended opens: of its manager's own teams, to its end; nothing for who leads one service
    turns: dict[Pair, dict[str, datetime]]
    turned: frozenset[Pair]  # and all of them, whatever they open
    conflicts: frozenset[Pair]
    couples: frozenset[Pair]
    links: frozenset[Pair]  # both directions
    attention: dict[UUID, datetime]

    @property
    def walls(self) -> frozenset[Pair]:
        """Return every pair with a wall, whatever its kind."""
        return self.conflicts | self.couples

    def open(self, pair: Pair, couples: Collection[Pair]) -> dict[str, datetime]:
        """Return right and end of what no wall stands before: an emergency passes a conflict's, a turn a couple's."""
        behind = pair in couples
        used = {} if behind else self.emergencies.get(pair, {})
        given = {} if behind or pair in self.conflicts else self.held.get(pair, {})
        turn = {} if pair in self.conflicts else self.turns.get(pair, {})
        long_ago = datetime.min.replace(tzinfo=UTC)
        return {
            right: max(source.get(right, long_ago) for source in (given, used, turn))
            for right in given.keys() | used.keys() | turn.keys()
        }

    @property
    def pairs(self) -> set[Pair]:
        """Return every pair with a source of any kind."""
        return {*self.held, *self.emergencies}


def _rows(cursor: Any, statement: str) -> Rows:
    cursor.execute(statement)
    return cursor.fetchall()  # type: ignore[no-any-return]


def _walls(cursor: Any, kind: str) -> frozenset[Pair]:
    return frozenset(
        _rows(cursor, f"SELECT user_id, file_id FROM clients_wall WHERE kind = '{kind}'")
    )


def read_sources(cursor: Any) -> Sources:
    """Read the sources as they are committed or pending in this transaction."""
    given = list(
        _rows(
            cursor,
            "SELECT g.user_id, g.content_object_id, p.codename, g.until FROM clients_usergrant g"
            " JOIN auth_permission p ON p.id = g.permission_id",
        )
    )
    members = _rows(cursor, "SELECT account_id, group_id, until FROM staff_account_groups")
    team_grants = _rows(
        cursor,
        "SELECT g.group_id, g.content_object_id, p.codename, g.until FROM clients_teamgrant g"
        " JOIN auth_permission p ON p.id = g.permission_id",
    )
    for team, file, right, until in team_grants:
        given += [
            (person, file, right, min(until or FOREVER, end or FOREVER))
            for person, group, end in members
            if group == team
        ]
    held: dict[Pair, dict[str, datetime]] = {}
    for person, file, right, until in given:
        ends = held.setdefault((person, file), {})
        ends[right] = max(ends.get(right, until or FOREVER), until or FOREVER)
    emergencies: dict[Pair, dict[str, datetime]] = {}
    for person, file, end in _rows(
        cursor, "SELECT worker_id, file_id, max(until) FROM emergency_emergencyaccess GROUP BY 1, 2"
    ):
        emergencies[person, file] = dict.fromkeys(IN_EMERGENCY, cast(datetime, end))
    turned = _rows(
        cursor, "SELECT manager_id, file_id, until FROM turns_turn WHERE ended_at IS NULL"
    )
    links = _rows(cursor, "SELECT file_a_id, file_b_id FROM clients_partnerlink")
    return Sources(
        held=held,
        emergencies=emergencies,
        turns={
            (who, file): _by_turn(who, file, end, members, team_grants) for who, file, end in turned
        },
        turned=frozenset((who, file) for who, file, _ in turned),
        conflicts=_walls(cursor, "conflict"),
        couples=_walls(cursor, "couple"),
        links=frozenset((one, other) for pair in links for one, other in permutations(pair)),
        attention=dict(_rows(cursor, "SELECT id, attention_at FROM clients_casefile")),
    )


def _by_turn(
    who: UUID, file: UUID, end: datetime, members: Rows, team_grants: Rows
) -> dict[str, datetime]:
    """Return what a manager of both services holds on a file by teams of their own, as nobody's deputy, to the end."""
    own = {team for person, team, until in members if person == who and until is None}
    if who not in MANAGERS or {TEAM_SERVICES.get(team) for team in own} < {"iss", "dvpp"}:
        return {}
    found: dict[str, datetime] = {}
    for team, on, right, until in team_grants:
        if team in own and on == file:
            found[right] = max(
                found.get(right, min(until or FOREVER, end)), min(until or FOREVER, end)
            )
    return found


def recomputed(sources: Sources) -> dict[Pair, tuple[datetime | None, ...]]:
    """Return what everybody holds: the sources minus the walls, one end per right, and the file's attention."""
    return {
        (person, file): (*(ends.get(right) for right in RIGHTS), sources.attention[file])
        for person, file in sources.pairs
        if (ends := sources.open((person, file), sources.couples))
    }


def stored(
    cursor: Any, people: Sequence[UUID] | None = None
) -> dict[Pair, tuple[datetime | None, ...]]:
    """Return what the database says that everybody holds, or these people."""
    cursor.execute(
        "SELECT user_id, file_id, view_until, contribute_until, third_party_until, lead_until, attention_at"
        " FROM clients_effectivegrant WHERE %(people)s::uuid[] IS NULL OR user_id = ANY (%(people)s::uuid[])",
        {"people": people},
    )
    return {(person, file): tuple(rest) for person, file, *rest in cursor.fetchall()}


def complaints(cursor: Any) -> list[str]:
    """Say what is wrong with the effective grants and the couple walls; an empty list is good news."""
    sources = read_sources(cursor)
    right, found = recomputed(sources), stored(cursor)
    out = []
    for person, file in sorted(right.keys() | found.keys()):
        pair = (person, file)
        if right.get(pair) != found.get(pair):
            out.append(f"{person} on {file}: {found.get(pair)} instead of {right.get(pair)}")
        for one, other in sources.links:
            if one == file and pair in found and (person, other) in found:
                out.append(f"{person} holds both halves of a couple: {one}, {other}")
            if one == file and pair in right and (person, other) not in sources.walls:
                out.append(f"{person} holds {one} and no wall stands before {other}")
    return out


def couples_by_the_rule(
    sources: Sources, standing: set[Pair], services: dict[UUID, str]
) -> set[Pair]:
    """Return the couple walls that must stand after a change, given those that stood before it.

    Who holds both halves unwalled keeps the half of their own service, if only one is of it and no turn stands on
    either; then whoever holds one half is walled off from the other. `services` are those of all people and files.
    """
    couples, lost = set(standing), set[Pair]()
    unwalled = {pair for pair in sources.pairs if sources.open(pair, couples)}
    for person, file in unwalled:
        for one, other in sources.links:
            keeps = services[file] == services.get(person) != services[other]
            keeps &= not {(person, file), (person, other)} & sources.turned
            if one == file and (person, other) in unwalled and not keeps:
                lost.add((person, file))
    couples |= lost
    for person, file in unwalled - lost:
        couples |= {(person, other) for one, other in sources.links if one == file}
    return couples
