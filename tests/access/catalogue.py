"""What a login reaches of all that stands in the database's catalogue, what no model knows included."""

from tests.access.attacker import REFUSED, Session

_NOT_OURS = "NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
_RELATIONS = (
    "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    f" AND c.relnamespace {_NOT_OURS} AND c.relnamespace::regnamespace::text !~ '^pg_'"
)
_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text, p.oid::regproc::text, (SELECT coalesce(string_agg('NULL::' ||"
    " format_type(t.type, NULL), ', ' ORDER BY t.place), '') FROM unnest(p.proargtypes) WITH ORDINALITY t(type, place))"
    f" FROM pg_proc p WHERE p.pronamespace {_NOT_OURS}"
)


def rows_reached(attacker: Session) -> dict[str, int]:
    """Return in which tables, views and sequences rows are seen, and how many; all others refuse or are empty."""
    relations = [name for (name,) in attacker.sql(_RELATIONS)]
    assert len(relations) > 100
    found = {name: attacker.attempt(f"SELECT count(*) FROM {name}") for name in relations}
    return {
        name.rpartition(".")[2]: rows[0][0]
        for name, rows in found.items()
        if rows not in (REFUSED, [(0,)])
    }


def functions_reached(attacker: Session) -> set[str]:
    """Call every function with nothing as its arguments; return those that do not refuse whoever calls."""
    functions = attacker.sql(_FUNCTIONS)
    assert len(functions) > 100
    return {
        signature.replace(" ", "")
        for signature, name, nothing in functions
        if attacker.attempt(f"SELECT {name}({nothing})") != REFUSED
    }
