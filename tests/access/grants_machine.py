"""Random changes to grants, membership, walls and links, each checked against the recomputation."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.access.grants_checker import (
    FILES,
    MANAGERS,
    PEOPLE,
    RIGHTS,
    START,
    TEAMS,
    Pair,
    complaints,
    couples_by_the_rule,
    days,
    make_world,
    owner_session,
    read_sources,
)

PERSON = st.sampled_from(sorted(PEOPLE))
FILE = st.sampled_from(sorted(FILES))
COUPLE = st.tuples(FILE, FILE).filter(lambda pair: pair[0] < pair[1])
TEAM = st.sampled_from(TEAMS)
RIGHT = st.sampled_from(RIGHTS)
# Some ends lie before the others, some long past: an ended grant is still a source.
END = st.sampled_from((None, -20_000, -1, 0, 1)).map(days)

PERMISSION = "(SELECT id FROM auth_permission WHERE codename = %s)"
GIVE = (
    "INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, until, reason, given_at)"
    f" VALUES (gen_random_uuid(), {PERMISSION}, %s, %s, %s, '', now()) ON CONFLICT DO NOTHING"
)
GIVE_TEAM = (
    "INSERT INTO clients_teamgrant (id, permission_id, group_id, content_object_id, until, reason, given_at)"
    f" VALUES (gen_random_uuid(), {PERMISSION}, %s, %s, %s, '', now()) ON CONFLICT DO NOTHING"
)
JOIN = (
    "INSERT INTO staff_account_groups (account_id, group_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
)
STAND_IN = (
    "INSERT INTO staff_account_groups (account_id, group_id, until) VALUES (%s, %s, %s)"
    " ON CONFLICT (account_id, group_id) DO UPDATE SET until = excluded.until"
)
LEAVE = "DELETE FROM staff_account_groups WHERE account_id = %s AND group_id = %s"
WALL = (
    "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)"
    " VALUES (gen_random_uuid(), %s, %s, 'conflict', now()) ON CONFLICT DO NOTHING"
)
EMERGENCY = (
    "INSERT INTO emergency_emergencyaccess (id, file_id, reference, worker_id, at_risk, reason, started_at, until,"
    " escalated_because, outcome) VALUES (gen_random_uuid(), %s, '', %s, true, '', %s, %s, '', '')"
)
END_EMERGENCY = (
    "UPDATE emergency_emergencyaccess SET until = started_at WHERE worker_id = %s AND file_id = %s"
)
# Put there by nobody but the database's function, which asks more; the walls hold for whatever row is there.
END_TURN = (
    "UPDATE turns_turn SET until = started_at, ended_at = started_at"
    " WHERE manager_id = %s AND ended_at IS NULL"
)
TAKE_TURN = (
    "INSERT INTO turns_turn (id, file_id, manager_id, purpose, started_at, until)"
    " VALUES (gen_random_uuid(), %s, %s, 'risk', %s, %s) ON CONFLICT DO NOTHING"
)
LINK = (
    "INSERT INTO clients_partnerlink (id, file_a_id, file_b_id)"
    " VALUES (gen_random_uuid(), %s, %s) ON CONFLICT DO NOTHING"
)
HAND_ON = "UPDATE clients_usergrant SET user_id = %s WHERE user_id = %s"
TAKE = "DELETE FROM clients_usergrant WHERE user_id = %s AND content_object_id = %s"
TAKE_FROM_TEAM = "DELETE FROM clients_teamgrant WHERE group_id = %s AND content_object_id = %s"
LIFT = "DELETE FROM clients_wall WHERE user_id = %s AND file_id = %s AND kind = 'conflict'"
ATTENTION = "UPDATE clients_casefile SET attention_at = %s WHERE id = %s"
UNLINK = "DELETE FROM clients_partnerlink WHERE file_a_id = %s AND file_b_id = %s"


class GrantsMachine(RuleBasedStateMachine):
    """One transaction of the owner's per run, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self._session = owner_session()
        self.link = self._session.__enter__()
        self.cursor = self.link.cursor()
        self.services: dict[UUID, str] = {}
        self.couples: set[Pair] = set()
        self.conflicts: set[Pair] = set()
        self.emergencies: list[tuple[UUID, UUID]] = []

    @initialize()
    def people_and_files(self) -> None:
        make_world(self.cursor)
        self.cursor.execute(
            "SELECT id, service FROM clients_casefile UNION ALL SELECT account_id, service FROM staff_worker"
        )
        self.services = dict(self.cursor.fetchall())
        sources = read_sources(self.cursor)
        self.couples, self.conflicts = set(sources.couples), set(sources.conflicts)

    def do(self, statement: str, *values: Any) -> None:
        """Run one statement; the couple walls that the rule asks for are then expected to stand."""
        self.cursor.execute(statement, values)
        sources = read_sources(self.cursor)
        self.couples = couples_by_the_rule(sources, self.couples, self.services)

    @rule(right=RIGHT, person=PERSON, file=FILE, until=END)
    def give(self, right: str, person: UUID, file: UUID, until: Any) -> None:
        self.do(GIVE, right, person, file, until)

    @rule(person=PERSON, right=RIGHT)
    def give_everything_at_once(self, person: UUID, right: str) -> None:
        self.do(
            "INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, reason, given_at)"
            f" SELECT gen_random_uuid(), {PERMISSION}, %s, id, '', now() FROM clients_casefile"
            " WHERE reference LIKE 'F1%%' ON CONFLICT DO NOTHING",
            right,
            person,
        )

    @rule(right=RIGHT, team=TEAM, file=FILE, until=END)
    def give_to_team(self, right: str, team: int, file: UUID, until: Any) -> None:
        self.do(GIVE_TEAM, right, team, file, until)

    @rule(person=PERSON, file=FILE)
    def take_away(self, person: UUID, file: UUID) -> None:
        self.do(TAKE, person, file)

    @rule(team=TEAM, file=FILE)
    def take_from_team(self, team: int, file: UUID) -> None:
        self.do(TAKE_FROM_TEAM, team, file)

    @rule(file=FILE)
    def take_all_of_a_file(self, file: UUID) -> None:
        self.do("DELETE FROM clients_teamgrant WHERE content_object_id = %s", file)
        self.do("DELETE FROM clients_usergrant WHERE content_object_id = %s", file)

    @rule(person=PERSON, until=END)
    def change_ends(self, person: UUID, until: Any) -> None:
        self.do("UPDATE clients_usergrant SET until = %s WHERE user_id = %s", until, person)

    @rule(team=TEAM, until=END)
    def change_ends_of_team(self, team: int, until: Any) -> None:
        self.do("UPDATE clients_teamgrant SET until = %s WHERE group_id = %s", until, team)

    @rule(one=PERSON, other=PERSON, right=RIGHT)
    def hand_over(self, one: UUID, other: UUID, right: str) -> None:
        """Grants change hands: the OLD side of an update counts as much as the NEW."""
        self.do(
            "UPDATE clients_usergrant g SET user_id = %s WHERE g.user_id = %s"
            f" AND g.permission_id = {PERMISSION} AND NOT EXISTS (SELECT 1 FROM clients_usergrant o"
            " WHERE o.user_id = %s AND o.permission_id = g.permission_id"
            " AND o.content_object_id = g.content_object_id)",
            other,
            one,
            right,
            other,
        )

    @rule(file=FILE, other=FILE)
    def move_team_grants(self, file: UUID, other: UUID) -> None:
        self.do(
            "UPDATE clients_teamgrant g SET content_object_id = %s WHERE g.content_object_id = %s"
            " AND NOT EXISTS (SELECT 1 FROM clients_teamgrant o WHERE o.content_object_id = %s"
            " AND o.permission_id = g.permission_id AND o.group_id = g.group_id)",
            other,
            file,
            other,
        )

    @rule(person=PERSON, team=TEAM)
    def join(self, person: UUID, team: int) -> None:
        self.do(JOIN, person, team)

    @rule(person=PERSON, team=TEAM, until=END)
    def stand_in(self, person: UUID, team: int, until: Any) -> None:
        """A membership with an end, or another end for one: the sooner of it and the team's grant counts."""
        self.do(STAND_IN, person, team, until)

    @rule(person=PERSON, until=END)
    def change_ends_of_memberships(self, person: UUID, until: Any) -> None:
        self.do("UPDATE staff_account_groups SET until = %s WHERE account_id = %s", until, person)

    @rule(person=PERSON, team=TEAM)
    def leave(self, person: UUID, team: int) -> None:
        self.do(LEAVE, person, team)

    @rule(person=PERSON, file=FILE, day=st.sampled_from((-20_000, -1, 0, 1)))
    def emergency(self, person: UUID, file: UUID, day: int) -> None:
        began = START + timedelta(days=day)
        self.emergencies.append((person, file))
        self.do(EMERGENCY, file, person, began, began + timedelta(minutes=60))

    @precondition(lambda self: self.emergencies)
    @rule(which=st.integers(0, 30))
    def end_emergency(self, which: int) -> None:
        self.do(END_EMERGENCY, *self.emergencies[which % len(self.emergencies)])

    @rule(person=st.sampled_from(MANAGERS), file=FILE)
    def take_a_turn(self, person: UUID, file: UUID) -> None:
        self.do(TAKE_TURN, file, person, START, START + timedelta(minutes=60))

    @rule(person=st.sampled_from(MANAGERS))
    def end_the_turn(self, person: UUID) -> None:
        self.do(END_TURN, person)

    @rule(person=PERSON, file=FILE)
    def wall(self, person: UUID, file: UUID) -> None:
        self.conflicts.add((person, file))
        self.do(WALL, person, file)

    @rule(person=PERSON, file=FILE)
    def lift_conflict(self, person: UUID, file: UUID) -> None:
        self.conflicts.discard((person, file))
        self.do(LIFT, person, file)

    @rule(pair=COUPLE)
    def link_partners(self, pair: tuple[UUID, UUID]) -> None:
        self.do(LINK, *pair)

    @rule(pair=COUPLE)
    def unlink_partners(self, pair: tuple[UUID, UUID]) -> None:
        self.do(UNLINK, *pair)

    @rule(file=FILE, day=st.integers(1, 5))
    def needs_attention(self, file: UUID, day: int) -> None:
        self.do(ATTENTION, days(day), file)

    @invariant()
    def effective_grants_are_the_sources_minus_the_walls(self) -> None:
        assert complaints(self.cursor) == []

    @invariant()
    def walls_stand_where_the_rule_asks(self) -> None:
        sources = read_sources(self.cursor)
        assert sources.couples == self.couples
        assert sources.conflicts == self.conflicts

    def teardown(self) -> None:
        self.link.rollback()
        self._session.__exit__(None, None, None)
