"""Judging the figures: one sentence per part, and what to do where something is wrong. Pure, but for `look`."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from confidentiality.audit.state import AuditState, audit_state
from confidentiality.sealing.index.tokens import bits_for, key_print

from . import figures
from .figures import Disk, Index, Keys, Mail, Work

LOOK_EVERY = 30  # seconds between beat's looks for waiting jobs
MINUTE, HOUR = 60, 3600
GIB = 1024**3
LEAST_FREE, LITTLE_FREE = 1 * GIB, 5 * GIB
YEAR_AND_A_MONTH = 395 * 24 * HOUR
GROWN = 2  # bits by which tokens may have become too short, as `manage.py index` says too


class Level(StrEnum):
    """How urgent it is."""

    GOOD = "good"
    ATTENTION = "needs attention"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the installation: how it is, in a sentence, and what to do, empty when all is well."""

    part: str
    level: Level
    says: str
    mend: str = ""


def look() -> list[Check]:
    """Return how every part is; whatever does not answer is a finding, never an error page."""
    work, keys = figures.work(), figures.keys()
    queue = figures.broker_queue()
    return [
        Check("Database", Level.GOOD, "It answers, and row security is installed."),
        judge_sessions(figures.cache_answers()),
        judge_broker(queue),
        judge_clock(work.clock_seconds, queue),
        judge_jobs(work),
        judge_audit(audit_state(), work.shipped_seconds),
        judge_backup(figures.backup_seconds()),
        *(judge_disk(disk) for disk in figures.disks()),
        judge_keys(keys, [master.epoch for master in settings.MASTER_KEYS]),
        judge_escrow(keys.drill_seconds),
        judge_index(figures.index(), key_print()),
        judge_mail(figures.mail()),
    ]


def worst(checks: list[Check]) -> Level:
    """Return the most urgent level."""
    return max((check.level for check in checks), key=list(Level).index, default=Level.GOOD)


def judge_sessions(answers: bool) -> Check:
    """Judge the store of sessions."""
    if answers:
        return Check("Sessions", Level.GOOD, "Valkey keeps and gives back.")
    return Check(
        "Sessions",
        Level.BROKEN,
        "Valkey does not answer: nobody can sign in.",
        "Start Valkey again; nothing but sessions is lost with it.",
    )


def judge_broker(queue: int | None) -> Check:
    """Judge the broker by whether it tells how many nudges wait."""
    if queue is None:
        return Check(
            "Broker",
            Level.ATTENTION,
            "It does not answer. Jobs wait in the database and are not lost.",
            "Start Valkey again, and see that worker and beat connect.",
        )
    return Check("Broker", Level.GOOD, f"It answers; {queue} {_nudges(queue)}.")


def judge_clock(seconds: float | None, queue: int | None) -> Check:
    """Judge worker and beat together: beat asks every half minute, the worker notes that it did what was asked."""
    if seconds is not None and seconds < 4 * LOOK_EVERY:
        return Check("Worker and beat", Level.GOOD, f"Last heard of {_ago(seconds)}.")
    since = (
        "Nothing has been heard of them yet" if seconds is None else f"Silent for {_for(seconds)}"
    )
    level = Level.BROKEN if seconds is not None and seconds > 10 * MINUTE else Level.ATTENTION
    if queue:
        mend = "Nudges wait in the broker, so beat runs and the worker does not: start the worker."
    else:
        mend = (
            "Nothing waits in the broker, so beat does not run: start it, then look at the worker."
        )
    return Check(
        "Worker and beat", level, f"{since}: imports, sweeps and reviews stand still.", mend
    )


def judge_jobs(work: Work) -> Check:
    """Judge what waits and what was given up."""
    if work.stopped:
        said = f"{work.stopped} {'job has' if work.stopped == 1 else 'jobs have'} stopped after five tries."
        return Check("Jobs", Level.ATTENTION, said, "See 'Jobs' in docs/operations.md.")
    if work.oldest_seconds is not None and work.oldest_seconds > HOUR:
        said = f"{work.waiting} waiting, the oldest for {_for(work.oldest_seconds)}."
        return Check("Jobs", Level.ATTENTION, said, "Start another worker.")
    return Check("Jobs", Level.GOOD, f"{work.waiting} waiting, none stopped.")


def judge_audit(audit: AuditState, shipped_seconds: float | None) -> Check:
    """Judge the sequencer: what waits to be sealed, what is sealed and not signed, and a place that takes nothing."""
    mend = "See what the sequencer says in its log, and 'Audit' in docs/operations.md."
    if audit.waiting_seconds > MINUTE:
        level = Level.BROKEN if audit.waiting_seconds > 10 * MINUTE else Level.ATTENTION
        says = f"Events wait for {_for(audit.waiting_seconds)} to be sealed: they can still be bent unseen."
        return Check("Audit", level, says, mend)
    if audit.sealed > audit.signed and (audit.signed_seconds or HOUR) > 10 * MINUTE:
        says = f"{audit.sealed - audit.signed} sealed events are not signed, so they are not outside yet."
        return Check("Audit", Level.ATTENTION, says, mend)
    if shipped_seconds is None or shipped_seconds > 10 * MINUTE:
        since = "since it began" if shipped_seconds is None else f"for {_for(shipped_seconds)}"
        says = f"A place outside has not taken everything {since}; which one, the sequencer's log says."
        return Check("Audit", Level.ATTENTION, says, mend)
    return Check("Audit", Level.GOOD, f"Sealed until {audit.sealed}, signed until {audit.signed}.")


def judge_backup(seconds: float | None) -> Check:
    """Judge the newest backup by its age: one is made each night."""
    if seconds is None:
        return Check(
            "Backup", Level.ATTENTION, "None was ever made.", "See 'Backups' in docs/operations.md."
        )
    says = f"The newest was made {_ago(seconds)} and read back whole."
    if seconds > 3 * 24 * HOUR:
        return Check(
            "Backup", Level.BROKEN, says, "Run `manage.py backup` now, and see why it did not."
        )
    if seconds > 26 * HOUR:
        return Check("Backup", Level.ATTENTION, says, "Look why last night's did not run.")
    return Check("Backup", Level.GOOD, says)


def judge_disk(disk: Disk) -> Check:
    """Judge the room that is left."""
    part = f"Disk ({disk.name})"
    if not disk.total:
        return Check(
            part,
            Level.ATTENTION,
            "Cannot be looked at.",
            "See that its disk is mounted, or take it out of LATCH_WATCHED_FOLDERS.",
        )
    says = f"{disk.free / GIB:.1f} GiB of {disk.total / GIB:.0f} GiB free."
    if disk.free < LEAST_FREE:
        return Check(part, Level.BROKEN, says, "Make room now: writing will fail.")
    if disk.free < LITTLE_FREE:
        return Check(part, Level.ATTENTION, says, "Make room this week.")
    return Check(part, Level.GOOD, says)


def judge_keys(keys: Keys, held: list[int]) -> Check:
    """Judge whether every key is wrapped by the master key in force, the first of the epochs `held` here."""
    active = held[0]
    used = {epoch for epoch in (keys.oldest, keys.newest) if epoch is not None}
    if not used <= set(held):
        return Check(
            "Master key",
            Level.BROKEN,
            f"Keys are wrapped by epochs {keys.oldest} to {keys.newest}; this process holds {sorted(held)}.",
            "Give every process the same LATCH_MASTER_KEYS and start it again.",
        )
    if used - {active}:
        return Check(
            "Master key",
            Level.ATTENTION,
            f"A rotation is not finished: some keys are still wrapped by epoch {min(used - {active})};"
            f" {active} is in force.",
            "Finish with `manage.py keys rotate`.",
        )
    if keys.left_standing is not None:
        return Check(
            "Master key",
            Level.ATTENTION,
            f"Every key is wrapped by epoch {active}; epoch {keys.left_standing} wraps nothing any more and is not"
            " destroyed, so old copies of what was destroyed can still be opened.",
            f"Go on with step 6 of 'Rotating' in docs/operations.md, to `keys destroy-epoch {keys.left_standing}`.",
        )
    return Check("Master key", Level.GOOD, f"Every key is wrapped by epoch {active}.")


def judge_escrow(seconds: float | None) -> Check:
    """Judge how long ago an escrow of the newest master key was proved to open: it is drilled once a year."""
    mend = "See 'At set-up: escrow' in docs/operations.md."
    if seconds is None:
        says = "No escrow of the master key in force was ever proved to open: if it is lost, so is every record."
        return Check("Escrow of the master key", Level.ATTENTION, says, mend)
    says = f"It was last proved to open {_ago(seconds)}."
    late = seconds > YEAR_AND_A_MONTH
    level = Level.ATTENTION if late else Level.GOOD
    return Check("Escrow of the master key", level, says, f"Drill it again. {mend}" if late else "")


def judge_index(index: Index, key: str) -> Check:
    """Judge whether names are found: a complete index, made with this process's key, for about as many files."""
    part, mend = "Search index", "Run `manage.py index rebuild`."
    if index.bits is None:
        return Check(part, Level.BROKEN, "There is no complete one: nobody is found by name.", mend)
    if index.key_print != key:
        says = "It was made with another LATCH_INDEX_KEY: nothing is found, and no name can be written."
        return Check(part, Level.BROKEN, says, f"Give every process its key, or: {mend}")
    many = f"{index.made_for} {'file' if index.made_for == 1 else 'files'}"
    made = f"It is complete; it was made when there were {many}"
    if index.under_way:
        return Check(part, Level.GOOD, f"{made}. Another is being made.")
    if bits_for(index.about) >= index.bits + GROWN:
        says = f"{made}. There are about {index.about} now, so searches open more files than they need."
        return Check(part, Level.ATTENTION, says, mend)
    return Check(part, Level.GOOD, f"{made}.")


def judge_mail(mail: Mail) -> Check:
    """Judge e-mail by what the server did not take; without one nobody is reminded, which is no fault."""
    if not mail.is_set:
        return Check("E-mail", Level.GOOD, "No mail server is set: nobody is reminded by e-mail.")
    if mail.undelivered:
        many = "1 message was" if mail.undelivered == 1 else f"{mail.undelivered} messages were"
        says = f"{many} not delivered in the last week ({mail.failure or 'the worker died of it'})."
        mend = "Look at the server under Organisation, and send yourself a trial message there."
        return Check("E-mail", Level.ATTENTION, says, mend)
    return Check(
        "E-mail", Level.GOOD, "Nothing that was to be sent has failed since the last success."
    )


def _nudges(count: int) -> str:
    return "nudge waits" if count == 1 else "nudges wait"


def _for(seconds: float) -> str:
    for size, unit in ((24 * HOUR, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{int(seconds)} seconds"


def _ago(seconds: float) -> str:
    return f"{_for(seconds)} ago"
