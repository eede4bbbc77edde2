"""What is typed survives a step that is answered 'not now': each view that says so keeps the words."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import resolve

from confidentiality.access.identity import acting_as
from confidentiality.drafts.models import Draft
from tests import cast
from tests.filling import Form, forms_of, post, refusal_in, rightly
from tests.world import ADDRESSES, World

pytestmark = pytest.mark.slow
ROOMS = ("confidentiality", "staff", "clients", "disclosures", "retention")
# Where a view says something itself that is not good news: the step was taken, or nothing was typed.
SAYS_ITSELF = {
    "clients/contacting/views.py": 1,  # it is written down, and somebody must not know
    "clients/documents/serving.py": 1,
    "clients/hearing.py": 1,  # it is written down, and what came of it
    "clients/reviewing/views.py": 2,  # a tick or a button
    "clients/views_search.py": 1,
    "confidentiality/access/frame.py": 1,  # keeps the words itself
    "disclosures/agencyworkers/views.py": 2,  # a decision, by ticks
    "disclosures/kiosk/views.py": 2,
    "disclosures/protocols/views.py": 2,
    "disclosures/readers/views.py": 1,  # the link was given before
    "disclosures/views/packages.py": 1,
    "staff/reminders/views.py": 1,
    "staff/signing_in.py": 2,  # at the sign-in, which has no words to lose
}


def test_a_view_says_that_a_step_was_not_taken_by_what_keeps_the_words() -> None:
    found: dict[str, int] = {}
    for room in ROOMS:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in (
                    "messages.info",
                    "messages.warning",
                    "messages.error",
                ):
                    key = str(path.relative_to(settings.BASE_DIR))
                    found[key] = found.get(key, 0) + 1
    assert found == SAYS_ITSELF


@dataclass(frozen=True)
class Step:
    """A form with words whose view catches a refusal: which function is to raise it, and which it is."""

    key: str
    person: str
    form: Form
    owner: Any
    function: str
    refusal: type[Exception]


def _functions(view: Any) -> Iterator[tuple[ModuleType, ast.FunctionDef]]:
    """Give the view and every function of its module that it calls, on and on."""
    module = sys.modules[inspect.unwrap(view).__module__]
    there = {
        each.name: each
        for each in ast.parse(inspect.getsource(module)).body
        if isinstance(each, ast.FunctionDef)
    }
    waiting, seen = [inspect.unwrap(view).__name__], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in there:
            continue
        seen.add(name)
        yield module, there[name]
        calls = [each.func for each in ast.walk(there[name]) if isinstance(each, ast.Call)]
        waiting += [each.id for each in calls if isinstance(each, ast.Name)]


def _refusals(view: Any) -> Iterator[tuple[Any, str, type[Exception]]]:
    """Give what each `try` of a view calls first of our own, with each refusal that is caught there."""
    for module, function in _functions(view):
        for each in ast.walk(function):
            if isinstance(each, ast.Try) and (called := _called(module, each)):
                for handler in each.handlers:
                    for name in _names(handler.type):
                        refusal = eval(name, vars(module))  # noqa: S307  # our own source
                        if refusal.__module__.startswith(ROOMS) and _is_plain(refusal):
                            yield *called, refusal


def _names(caught: ast.expr | None) -> list[str]:
    return [
        ast.unparse(e) for e in (caught.elts if isinstance(caught, ast.Tuple) else [caught]) if e
    ]


def _is_plain(refusal: type[Exception]) -> bool:
    """Say whether a sentence is all it takes."""
    return refusal.__init__ is Exception.__init__


def _called(module: ModuleType, tried: ast.Try) -> tuple[Any, str] | None:
    for statement in tried.body:
        for call in ast.walk(statement):
            if not isinstance(call, ast.Call):
                continue
            match call.func:
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    holder = getattr(module, owner, None)
                case ast.Name(id=name):
                    holder = module
                case _:
                    continue
            function = getattr(holder, name, None) if isinstance(holder, ModuleType) else None
            if inspect.isfunction(function) and function.__module__.startswith(ROOMS):
                return holder, name
    return None


@pytest.fixture(scope="module")
def steps(world: World, session_of: Callable[[str], Client]) -> list[Step]:
    """Every form with words, on the page of every address, whose view may answer 'not now'."""
    found: dict[tuple[str, str, type[Exception]], Step] = {}
    for key, address in ADDRESSES.items():
        if address.posts or not address.open_to or key.startswith(("account_", "mfa")):
            continue
        at = world.path(key)
        answer = session_of(address.first).get(at)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in forms_of(answer.content.decode(), at):
            if "draft" not in form.fields:
                continue
            for owner, function, refusal in _refusals(resolve(form.action.partition("?")[0]).func):
                found.setdefault(
                    (form.action, function, refusal),
                    Step(key, address.first, form, owner, function, refusal),
                )
    return list(found.values())


@contextmanager
def _refusing(step: Step) -> Iterator[list[str]]:
    """Have a step refused; gives whether it was come to."""
    reached = list[str]()

    def refuse(*_: object, **__: object) -> None:
        reached.append(step.function)
        raise step.refusal("Not now")

    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(step.owner, step.function, refuse)
        yield reached
        transaction.set_rollback(True)


def _drafts_of(person: str) -> set[UUID]:
    with acting_as(cast.PEOPLE[person].id):
        return set(Draft.objects.filter(sent_at=None).values_list("id", flat=True))


def test_no_words_are_lost_where_a_step_is_not_taken(
    steps: list[Step], session_of: Callable[[str], Client]
) -> None:
    faults, refused = list[str](), set[str]()
    for step in steps:
        typed = {**rightly(step.form), "draft_serial": ["1"]}
        client = session_of(step.person)
        with _refusing(step) as reached:
            before = _drafts_of(step.person)
            answer = post(client, step.form, typed)
            kept = _drafts_of(step.person) - before
        if not reached:
            continue
        refused.add(step.key)
        page = "".join(b.decode() for b in answer)
        shown = all(words in page for name in step.form.words for words in typed[name])
        if not kept and not (answer.status_code == 200 and shown):
            said = f"answers {answer.status_code} {refusal_in(answer)[:80]}"
            faults.append(f"{step.key} ({step.function}): {said}, and nothing is kept")
    assert not faults, "\n".join(faults)
    assert {"ownfile:judge", "delivery:judge_false", "redaction:review"} <= refused, refused
    assert len(refused) > 10
