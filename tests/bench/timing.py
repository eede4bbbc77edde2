"""Times of several things, taken in turn so that a busy moment falls on all of them alike.

What is compared is the time on a processor, ours and that of the database's servers: on a machine that others use, the
clock tells of their work too, and the more the longer something takes.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connections

Task = Callable[[], object]


class Took(NamedTuple):
    """Milliseconds on a processor (median); by the clock, of the fastest tenth of the rounds and the median."""

    cpu_ms: float
    ms: float
    median_ms: float


def took(rounds: Sequence[tuple[float, float]]) -> Took:
    """Return what rounds took, each told by the clock and on a processor."""
    clock, busy = sorted(ms for ms, _ in rounds), [ms for _, ms in rounds]
    fastest = clock[max(0, len(clock) // 10 - 1)]
    return Took(
        *(round(ms, 3) for ms in (statistics.median(busy), fastest, statistics.median(clock)))
    )


def milliseconds(task: Task) -> tuple[float, float]:
    """Return how long one run of the task took by the clock, and on a processor: ours, and the open connections'."""
    servers = [
        each.connection.info.backend_pid
        for each in connections.all(initialized_only=True)
        if each.connection is not None
    ]
    busy, began = _busy(servers), time.perf_counter()
    task()
    clock = time.perf_counter() - began
    return clock * 1000, (_busy(servers) - busy) * 1000


def _busy(servers: list[int]) -> float:
    return time.process_time() + sum(cpu_seconds(pid) for pid in servers)


def in_turn(tasks: Mapping[str, Task], *, rounds: int, warmed: bool = False) -> dict[str, Took]:
    """Run all tasks once for warmth and then `rounds` times in turn; return what each one took.

    `warmed`: each is run once more, untimed, just before it is timed, where one of them reads so much that the next one
    would find neither the processor's nor the server's memory as it left it.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            if warmed:
                task()
            taken[name].append(milliseconds(task))
    return {name: took(each) for name, each in taken.items()}


def cpu_seconds(pid: int) -> float:
    """Return how long a process has been on a processor: on a busy machine less than it took by the clock."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processors, memory, versions, and how busy the machine was with other work."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())  # fmt: skip
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    return {
        "processors": os.cpu_count(),
        "processor": cpu,
        "memory_gib": memory,
        "python": platform.python_version(),
        "system": platform.system(),
        "load_average": [round(value, 1) for value in os.getloadavg()],
    }
