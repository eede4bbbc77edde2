"""How long an office screen's page takes, the whole request, at a package of ten and of a thousand items.

python -m tests.bench office
"""

import time
from statistics import median
from typing import Any

from tests.database import copy_of_template, has_template, make_template, use_database
from tests.kiosk.office import a_screen, at_office, grow, own_package, reading

SIZES, ROUNDS = (10, 1000), 40
PAGES = {"item": "/read/item/", "list": "/read/items/", "terms": "/read/"}


def measure() -> dict[str, Any]:
    """Return median and 95th percentile, and what of it our process worked, in milliseconds, for each page and size."""
    if not has_template():
        make_template()
    with copy_of_template("latch_bench_office") as name, use_database(name):
        package, (_, cookie) = own_package(), a_screen()
        screen, _ = reading(package, cookie)
        found: dict[str, Any] = {}
        for items in SIZES:
            grow(package, items)
            with at_office():
                for page, path in PAGES.items():
                    found[f"{page}, {items} items"] = _timed(lambda path=path: screen.get(path))
        return found


def _timed(ask: Any) -> dict[str, float]:
    spent, worked = [], []
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), time.process_time()
        assert ask().status_code == 200
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - before) * 1000)
    spent.sort()
    return {
        "median_ms": round(median(spent), 1),
        "p95_ms": round(spent[int(ROUNDS * 0.95)], 1),
        "processor_ms": round(median(worked), 1),
    }
