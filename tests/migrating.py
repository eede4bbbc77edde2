"""Migrating an empty database in a third of the time, to the same schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

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


@contextmanager
def nothing_drawn_twice() -> Iterator[None]:
    """Let a model that is made, indexed or constrained leave all others that are tied to it as they are.

    Django makes the classes of every model that can be reached from a changed one anew: sixteen thousand classes for a
    hundred and forty tables. Going back needs them as they were before; going forward never looks at them.
    That the schema is the one of a plain `migrate` is seen in tests/embedded/test_run.py.
    """
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "_append_option", _append_option),
    ):
        yield
