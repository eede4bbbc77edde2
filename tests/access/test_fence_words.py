"""The words in which each room declares row security; whether they keep anybody out, the database is asked (A17)."""

import pytest

from confidentiality.access.fence import KINDS, UNTIL, Table, any_of, has_role, holds, is_actor


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_of_a_class_that_there_is(kind: str) -> None:
    assert Table("public.x", kind).kind == kind
    with pytest.raises(ValueError, match=r"^public\.x: no such class of table: open$"):
        Table("public.x", "open")


@pytest.mark.parametrize("right", UNTIL)
def test_a_right_is_held_on_a_file_until_it_ends(right: str) -> None:
    assert holds(right, "e.file_id") == (
        f"(SELECT g.{right}_until FROM public.clients_effectivegrant g"
        " WHERE g.file_id = e.file_id AND g.user_id = (SELECT access.me())) > now()"
    )


def test_each_of_several_tests_stands_in_brackets_of_its_own() -> None:
    """Or what one of them demands beside itself would be demanded of the next, or of none."""
    assert any_of("a AND b", "c") == "(a AND b) OR (c)"
    assert any_of("a") == "(a)"


def test_an_actor_or_a_role_is_one_of_those_named() -> None:
    assert is_actor("disposer") == "(SELECT access.actor()) IN ('disposer')"
    assert is_actor("disposer", "clock") == "(SELECT access.actor()) IN ('disposer', 'clock')"
    assert has_role("auditor") == "((SELECT access.has_role('auditor')))"
    assert has_role("auditor", "lead") == (
        "((SELECT access.has_role('auditor')) OR (SELECT access.has_role('lead')))"
    )
