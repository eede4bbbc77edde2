"""Which tests prove which clause, read from the marks in the test files without running them."""

import ast
from collections.abc import Iterator
from pathlib import Path


def proofs(tests: Path) -> dict[str, list[str]]:
    """Return, for each clause that a mark names, the tests that bear it, sorted.

    A test is `tests/<path>.py::<name>`, or `…::<Class>::<name>`. Marks stand on a test, on its
    class or, as `pytestmark`, on a whole file. No folder, no proofs.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        where = path.relative_to(tests.parent).as_posix()
        for clause, name in _marked(ast.parse(path.read_text("utf-8"))):
            found.setdefault(clause, set()).add(f"{where}::{name}")
    return {clause: sorted(names) for clause, names in sorted(found.items())}


def _marked(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (clause, test) for each test of a file, with the marks it inherits."""
    whole = [c for node in module.body if _is_pytestmark(node) for c in _clauses_in(node)]
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            shared = whole + [c for d in node.decorator_list for c in _clauses_in(d)]
            for inner in node.body:
                yield from ((c, f"{node.name}::{n}") for c, n in _of_test(inner, shared))
        else:
            yield from _of_test(node, whole)


def _of_test(node: ast.stmt, inherited: list[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
        return
    own = [c for decorator in node.decorator_list for c in _clauses_in(decorator)]
    yield from ((clause, node.name) for clause in [*inherited, *own])


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _clauses_in(node: ast.AST) -> Iterator[str]:
    """Yield the numbers of every `pytest.mark.clause("…", …)` below a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.clause":
            yield from (a.value for a in call.args if isinstance(a, ast.Constant))  # type: ignore[misc]
