"""What a restore says to the operator: ids, references and counts, nothing of anybody."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.apps import apps

from .folder import Manifest
from .restoring import Restored
from .shipped import Since


def as_text(done: Restored, manifest: Manifest, since: Since) -> str:
    """Return the report, the worst first."""
    outcome = done.outcome
    lines = [f"Restored as it was at {manifest.at:%d %B %Y %H:%M} UTC."]
    if since.trouble:
        lines.append(f"NOT DONE AGAIN, as you decided: {_not_done(since)}. {since.trouble}")
    lines += [f"STUCK: {words}" for words in outcome.stuck]
    if since.events and not since.trouble:
        lines.append(
            f"The shipped log goes to {since.events[-1].at:%d %B %Y %H:%M:%S} UTC; what was done after that is unknown."
        )
    if since.last > since.signed:
        lines.append(
            f"Its last {since.last - since.signed} events are not signed; they were believed all the same."
        )
    lines += [f"Done again: {count} × {action}." for action, count in sorted(outcome.done.items())]
    lines += [
        f"Closed until somebody has asked: what {count} × {action} may have closed, in words that are lost."
        for action, count in sorted(outcome.closed.items())
    ]
    lines += _lost(outcome.lost)
    lines += done.notes
    lines.append("The doors are open." if done.opened else "The doors are closed.")
    return "\n".join(lines)


def _not_done(since: Since) -> str:
    if not since.events:
        return "what was done since the backup"
    return (
        f"what was done after number {since.last} ({since.events[-1].at:%d %B %Y %H:%M:%S} UTC), up to which the log is"
        " whole and signed"
    )


def _lost(lost: Mapping[tuple[UUID | None, str], int]) -> Iterable[str]:
    """Return what is lost, by file; a file that is younger than the backup has no reference any more."""
    if not lost:
        return
    yield "Lost with the database, to be written again by those who know:"
    references = _references({file for file, _ in lost if file is not None})
    by_file: dict[str, list[str]] = {}
    for (file, words), count in sorted(
        lost.items(), key=lambda item: (str(item[0][0]), item[0][1])
    ):
        name = (
            "on no file"
            if file is None
            else references.get(file, f"on a file that is not there any more ({file})")
        )
        by_file.setdefault(name, []).append(f"{count} × {words}")
    for name, what in sorted(by_file.items()):
        yield f"  {name}: {', '.join(what)}"


def _references(files: set[UUID]) -> dict[UUID, str]:
    # by its name: the files' room lies above this one
    found = apps.get_model("clients", "CaseFile").objects.filter(id__in=files)
    return {file: f"on {reference}" for file, reference in found.values_list("id", "reference")}
