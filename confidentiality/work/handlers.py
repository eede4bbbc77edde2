"""Who does which kind of job: each room's `jobs.py` says so for its own."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from confidentiality.access.identity import SystemActor

from .models import Job

Step = Callable[[Job], bool]
_handlers: dict[str, tuple[Step, SystemActor]] = {}


def handler(kind: str, *, actor: SystemActor) -> Callable[[Step], Step]:
    """Register `step(job) -> more?` for jobs of `kind`; it runs as `actor`, one transaction per call."""

    def register(step: Step) -> Step:
        if kind in _handlers:
            raise ValueError(f"Two handlers for {kind}.")
        _handlers[kind] = (step, actor)
        return step

    return register


@cache
def read_rooms() -> None:
    """Let every room's `jobs.py` register its handlers: when the first is asked for, as most processes ask for none."""
    for config in apps.get_app_configs():
        if config.name != __package__ and find_spec(f"{config.name}.jobs"):
            import_module(f"{config.name}.jobs")


def handler_of(kind: str) -> tuple[Step, SystemActor]:
    """Return the step and the actor of a kind of job; KeyError where no room has registered one."""
    read_rooms()
    return _handlers[kind]
