"""The product's processes: their lines on one terminal, their lives in one hand.

A process that dies is started again, loudly and with its last lines; one that dies on arrival, or
three times within a minute, ends the whole. honcho was tried and left out: it keeps a second Python
process for each child, which outlives a killed launcher, and ends the whole on any death.
"""

import collections
import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from . import children
from .errors import LauncherError
from .say import say

DEATHS_TO_GIVE_UP = 3
WITHIN_SECONDS = 60.0
LINES_KEPT = 20


class Registry(Protocol):
    """Who is told which groups of processes there are: the watchdog."""

    def add(self, group: int) -> None:
        """Learn of a group."""

    def drop(self, group: int) -> None:
        """Forget a group."""


@dataclass
class Program:
    """One process to keep alive, with everything needed to start it again."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    pass_fds: Sequence[int] = ()
    patience: float = 5.0
    process: "subprocess.Popen[bytes] | None" = None
    lines: collections.deque[str] = field(
        default_factory=lambda: collections.deque(maxlen=LINES_KEPT)
    )
    deaths: list[float] = field(default_factory=list)
    unfinished: bytes = b""


class Supervisor:
    """Starts programs, prints what they say and starts them again when they die."""

    def __init__(self, watchdog: Registry) -> None:
        """Have the watchdog know every program that is started."""
        self.watchdog = watchdog
        self.programs: list[Program] = []
        self.selector = selectors.DefaultSelector()

    def start(self, program: Program) -> None:
        """Start a program, for the first time or again."""
        if program not in self.programs:
            self.programs.append(program)
        process = children.start(
            program.argv,
            env=program.env,
            output=subprocess.PIPE,
            cwd=program.cwd,
            pass_fds=program.pass_fds,
        )
        program.process = process
        self.watchdog.add(process.pid)
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            self.selector.register(process.stdout, selectors.EVENT_READ, program)

    def run_once(self, program: Program) -> None:
        """Run a program to its end. Raises LauncherError if it fails."""
        self.start(program)
        while program.process is not None and program.process.poll() is None:
            self.print_lines(0.2)
        self._finish(program)
        self.programs.remove(program)
        if program.process is not None and program.process.returncode:
            raise LauncherError(f"{program.name} failed: its lines are above.")

    def print_lines(self, seconds: float) -> None:
        """Print what programs say for at most so many seconds."""
        for key, _ in self.selector.select(seconds):
            self._read(key.data)

    def look_after(self) -> bool:
        """Start what has died again and say whether anything had. LauncherError if hopeless."""
        restarted = False
        for program in self.programs:
            if program.process is None or program.process.poll() is None:
                continue
            self._finish(program)
            now = time.monotonic()
            program.deaths = [at for at in program.deaths if now - at < WITHIN_SECONDS] + [now]
            if len(program.deaths) >= DEATHS_TO_GIVE_UP:
                raise LauncherError(self._last_words(program, "keeps dying"))
            say(self._last_words(program, "died and is started again"))
            self.start(program)
            restarted = True
        return restarted

    def refuse_deaths(self) -> None:
        """Raise LauncherError with its last lines when a program has died on arrival."""
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                self._finish(program)
                raise LauncherError(self._last_words(program, "did not start"))

    def stop(self) -> None:
        """Stop all programs at once, in good order; what does not listen is killed."""
        for program in self.programs:
            if program.process is not None and program.process.poll() is None:
                program.process.send_signal(signal.SIGTERM)
        for program in self.programs:
            if program.process is None:
                continue
            deadline = time.monotonic() + program.patience
            while program.process.poll() is None and time.monotonic() < deadline:
                self.print_lines(0.05)
            children.kill_group(program.process.pid)
            self._finish(program)

    def _finish(self, program: Program) -> None:
        """Print the last of a program's output and let go of it."""
        process = program.process
        if process is None or process.stdout is None or process.stdout.closed:
            return
        process.wait(10)
        self._read(program)
        if program.unfinished:
            self._print(program, program.unfinished)
            program.unfinished = b""
        with contextlib.suppress(KeyError):
            self.selector.unregister(process.stdout)
        process.stdout.close()
        self.watchdog.drop(process.pid)

    def _read(self, program: Program) -> None:
        stream = program.process.stdout if program.process is not None else None
        while stream is not None:
            try:
                some = os.read(stream.fileno(), 65536)
            except BlockingIOError:
                return
            if not some:
                with contextlib.suppress(KeyError):
                    self.selector.unregister(stream)
                return
            *whole, program.unfinished = (program.unfinished + some).split(b"\n")
            for line in whole:
                self._print(program, line)

    def _print(self, program: Program, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        program.lines.append(text)
        say(text, name=program.name)

    def _last_words(self, program: Program, what: str) -> str:
        status = program.process.returncode if program.process is not None else None
        how = f"signal {-status}" if status is not None and status < 0 else f"status {status}"
        words = [f"  {line}" for line in program.lines] or ["  (it said nothing)"]
        return "\n".join([f"{program.name} {what} ({how}). Its last lines:", *words])
