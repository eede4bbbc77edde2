"""Times of several things, taken in turn so that a busy moment falls on all of them alike; medians are told."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Task = Callable[[], object]


def milliseconds(task: Task) -> float:
    """Return how long one run of the task took."""
    began = time.perf_counter()
    task()
    return (time.perf_counter() - began) * 1000


def in_turn(tasks: Mapping[str, Task], *, rounds: int) -> dict[str, float]:
    """Run all tasks once for warmth and then `rounds` times in turn; return each one's median in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            taken[name].append(milliseconds(task))
    return {name: round(statistics.median(times), 3) for name, times in taken.items()}


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
