"""Migrating an empty database in a tenth of the time, to the same schema.

`python -m tests.migrating` does it to the product's own database, as the owner.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import django
from django.core.management import call_command
from django.db.migrations.state import ModelState, ProjectState


def _add_model(state: ProjectState, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:  # type: ignore[attr-defined]  # an empty one is not made here
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model])


def _append_option(
    state: ProjectState, app_label: str, model_name: str, option: str, value: Any
) -> None:
    model = state.models[app_label, model_name]
    model.options[option] = [*model.options[option], value]
    if "apps" in state.__dict__:
        drawn = state.apps.get_model(app_label, model_name)._meta
        setattr(drawn, option, [*getattr(drawn, option), value])


def _only_itself(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> set[tuple[str, str]]:
    return {(app_label, model_name.lower())}


@contextmanager
def nothing_drawn_twice() -> Iterator[None]:
    """Let a model that is made or changed leave all others that are tied to it as they are.

    Django makes the classes of every model that can be reached from a changed one anew: sixteen thousand classes for a
    hundred and forty tables. Going back needs them as they were before; going forward never looks at them.
    That the schema is the one of a plain `migrate` is seen in tests/embedded/test_run.py.
    """
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "_find_reload_model", _only_itself),
    ):
        yield


if __name__ == "__main__":
    gc.disable()
    django.setup()
    with nothing_drawn_twice():
        call_command("migrate", verbosity=0)
