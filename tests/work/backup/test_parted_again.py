"""What a manager decided about ties since the backup stands again after a restore (E6, E40)."""

from pathlib import Path
from uuid import UUID

import pytest

from clients.actions import give_to_worker
from clients.partners import access
from tests import cast
from tests.audit.working import seal_all
from tests.clients.questions import file_of, working_as
from tests.partners.working import MANAGER, PROGRAMME, a_file, decide, say, sees, ties, who
from tests.retention.working import owner

from .drill import Places, back_up, lose_and_restore

pytestmark = [pytest.mark.slow, pytest.mark.edge("E6"), pytest.mark.edge("E40")]
HALVES = {cast.FILES["amina"].id, cast.FILES["daniel"].id}


def test_a_couple_that_was_none_is_parted_again_and_one_person_s_files_joined(
    committed: str, places: Places, tmp_path: Path
) -> None:
    twofold = a_file("Wilma Quick"), a_file("Wilma Quick")
    seal_all(tmp_path)
    made = back_up(places)

    with working_as(MANAGER) as worker:
        standing = [each.tie for each in access.ties(worker)[1]]
    (couple,) = (each for each in standing if {each.one_id, each.other_id} == HALVES)
    assert decide(couple, tied=False, why="mistake")
    (same,) = (each for each in ties()[0] if {each.one_id, each.other_id} == set(twofold))
    assert decide(same, tied=True)
    assert _stands(twofold) == (0, 0, 1)
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        assert _stands(twofold) == (0, 0, 1)


@pytest.mark.edge("E4")
def test_what_a_manager_said_by_hand_is_said_again(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """A couple of one team, which no link ties; and what the programme said, which waits for the other side."""
    siobhan, leila = cast.FILES["siobhan"], cast.FILES["leila"]
    seal_all(tmp_path)
    made = back_up(places)

    say(siobhan.reference, siobhan.name, born=siobhan.born)
    say(leila.reference, leila.name, file="craig", by=PROGRAMME, born=leila.born)
    said_of = {(siobhan.id, "hand", "tied", who(MANAGER)), (leila.id, "hand", "", None)}
    assert _said_by_hand() == said_of
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        assert _said_by_hand() == said_of
        for key, by in (("amina", "iss_worker"), ("siobhan", "iss_colleague")):
            with working_as(by) as giver:
                give_to_worker(
                    file=file_of(key), worker=cast.worker("iss_senior"), rights=("view",), reason="cover", by=giver.pk
                )  # fmt: skip
        assert sees("iss_senior", cast.FILES["amina"].id)
        assert not sees("iss_senior", siobhan.id)


def _said_by_hand() -> set[tuple[object, ...]]:
    """Return whose files were named by hand, where from, what came of it and who decided."""
    return set(
        owner(
            "SELECT f, source, outcome, decided_by_id FROM partners_tie, unnest(ARRAY[one_id, other_id]) f"
            " WHERE kind = 'partner' AND NOT EXISTS (SELECT 1 FROM clients_partnerlink l"
            "        WHERE (l.file_a_id, l.file_b_id) = (one_id, other_id)) AND f IN (%s, %s)",
            cast.FILES["siobhan"].id,
            cast.FILES["leila"].id,
        )
    )


def _stands(twofold: tuple[UUID, UUID]) -> tuple[object, ...]:
    """Return how many links and walls the couple has, and how many people two files are of."""
    amina, daniel = HALVES
    (row,) = owner(
        "SELECT (SELECT count(*) FROM clients_partnerlink WHERE file_a_id IN (%s, %s)),"
        " (SELECT count(*) FROM clients_wall WHERE kind = 'couple' AND file_id IN (%s, %s)),"
        " (SELECT count(DISTINCT person) FROM clients_casefile WHERE id IN (%s, %s))",
        amina, daniel, amina, daniel, *twofold,
    )  # fmt: skip
    return row
