"""The breach register's pages in words: the clock, what was reported, what was noted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from confidentiality.interface.filters import date_gb, datetime_gb

from .models import Breach, Event, reference_of
from .rules import Case, Clock, Kind, Stage, missing, refusal
from .steps import STEPS, Step

STAGES = {
    Stage.REPORTED: ("Not in hand yet", "wrong"),
    Stage.IN_HAND: ("In hand", "brand"),
    Stage.CLOSED: ("Closed", "good"),
}
_STOPPED = {
    Clock.IN_TIME: ("Regulator told in time", "good"),
    Clock.LATE: ("Regulator told late", "caution"),
    Clock.DECIDED: ("Regulator need not be told", "good"),
}
Badge = tuple[str, str]  # words, kind


def hours(span: timedelta) -> str:
    """Return a span of time as people say it: '41 hours', '50 minutes', '6 days'; the begun part is left out."""
    minutes = max(0, int(span.total_seconds())) // 60
    if minutes < 120:
        return _of(minutes, "minute")
    if minutes < 5 * 24 * 60:
        return _of(minutes // 60, "hour")
    return _of(minutes // (24 * 60), "day")


def _of(many: int, what: str) -> str:
    return f"{many} {what}{'' if many == 1 else 's'}"


def clock_in_words(clock: Clock, due: datetime, now: datetime) -> Badge | None:
    """Return how the regulator's clock stands, or None where there is none."""
    if clock == Clock.NONE:
        return None
    if clock in _STOPPED:
        return _STOPPED[clock]
    if clock == Clock.OVERDUE:
        return f"Regulator overdue by {hours(now - due)}", "wrong"
    left = f"{hours(due - now)} left for the regulator"
    return left, "caution" if clock == Clock.SOON else "neutral"


def reported_in_words(breach: Breach) -> list[tuple[str, str]]:
    """Return what was reported beside its words, question by question."""
    concerns = breach.get_concerns_display() if breach.concerns else ""
    rows = [
        ("Reported by", f"{breach.reported_by.display_name}, {datetime_gb(breach.reported_at)}"),
        ("Noticed", datetime_gb(breach.noticed_at)),
        ("Happened", date_gb(breach.happened_on) if breach.happened_on else "Not known"),
        ("Somebody in danger", breach.get_danger_display()),
        ("Still going on", breach.get_going_on_display()),
        ("Whose information", breach.get_whose_display()),
        ("Case files named", breach.named),
        ("Concerns a lead", concerns),
    ]
    return [(what, said) for what, said in rows if said]


def noted_in_words(event: Event) -> dict[str, Any]:
    """Return one note as the timeline shows it."""
    step = STEPS[event.kind.replace("_", "-")]
    said = [
        *([f"{step.asks} {_answer(step, event.code)}"] if event.code else []),
        *([f"{step.who} {event.worker.display_name}"] if event.worker else []),
        *([f"{step.named}: {event.named}"] if event.named else []),
        *([event.words] if event.words else []),
    ]
    item: dict[str, Any] = {
        "title": event.get_kind_display(),
        "when": event.at,
        "by": event.by.display_name,
        "body": "\n".join(said),
    }
    if event.happened_at:
        item["note"] = f"This was {datetime_gb(event.happened_at)}."
    if event.level:
        item["badges"] = [(event.get_level_display(), "neutral")]
    return item


def _answer(step: Step, given: str) -> str:
    return next((label for code, label, _ in step.choices if code == given), given)


def told_to_hr(event: Event) -> dict[str, Any]:
    """Return one note on proceedings as HR sees it: under its breach's reference."""
    return {**noted_in_words(event), "title": reference_of(event.breach_id)}


def tasks(case: Case, by: UUID, address: Callable[[Kind], str]) -> list[dict[str, Any]]:
    """Return what is missing before it can be closed, each with the way to mend it, where this person may now."""
    return [
        {
            "what": each.what,
            "done": False,
            "later": refusal(case, each.kind, by) is not None,
            "clause": each.clause,
            "mend": each.mend,
            "href": None if refusal(case, each.kind, by) else address(each.kind),
        }
        for each in missing(case)
    ]
