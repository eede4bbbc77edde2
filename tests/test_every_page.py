"""No page asks the database more than twelve questions, however much there is to show."""

from collections.abc import Callable

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.queries import APART
from tests.world import ADDRESSES, World
from tests.world_building import grow

pytestmark = pytest.mark.slow
MOST = 12


# Besides who asks first: roles whose pages count the most.
ALSO = frozenset({"iss_manager", "records_admin", "dp_lead"})


def _questions(
    world: World, session_of: Callable[[str], Client], also: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """Return what each page of the table asks, transactions and identity apart."""
    asked: dict[str, list[str]] = {}
    for key, address in ADDRESSES.items():
        asking = {address.first, *(address.open_to & also)} if address.open_to else ()
        for person in sorted(asking):
            client, path = session_of(person), world.path(key)
            reset_queries()
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(path)
            if answer.status_code == 200:
                said = [query["sql"] for query in captured.captured_queries]
                asked[f"{key} as {person}"] = [sql for sql in said if not sql.startswith(APART)]
    return asked


def test_no_page_asks_more_than_twelve_questions_nor_more_for_more_rows(
    world: World, session_of: Callable[[str], Client]
) -> None:
    before = _questions(world, session_of, ALSO)
    assert len(before) > 60
    over = {page: asked for page, asked in before.items() if len(asked) > MOST}
    assert not over, "\n".join(
        "\n".join([f"{page}: {len(asked)}", *asked]) for page, asked in over.items()
    )
    grow()
    after = _questions(world, session_of)
    assert len(after) > 60
    # Not "as many": recovery codes are noted as seen when they are shown first.
    grown = {page for page in after if len(after[page]) > len(before[page])}
    assert not grown, "\n".join(
        f"{page}: {len(before[page])}, then {len(after[page])}" for page in sorted(grown)
    )
