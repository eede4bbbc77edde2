"""How long an office screen's page takes, the whole request, at a package of ten and of a thousand items.

And staff's lists of what is due of clients' own files, with one request, complaint and dispute and with three hundred.

python -m tests.bench office
"""

import time
from statistics import median
from typing import Any

from tests import cast
from tests.bench.signed_in import client_of
from tests.database import copy_of_template, has_template, make_template, use_database
from tests.kiosk.office import a_screen, at_office, grow, own_package, reading, with_everything
from tests.ownfile import working

SIZES, ROUNDS = (10, 1000), 40
PAGES = {
    "item": "/read/item/",
    "list": "/read/items/",
    "terms": "/read/",
    "agreed": "/read/agreed/",
}
DUE = (1, 300)
LETTERS = (1, 100)


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
        for pages in LETTERS:
            found[f"picture, letter of {pages} pages"] = _picture(pages, cookie)
        return found | _due_lists()


def _picture(pages: int, cookie: str) -> dict[str, float]:
    """Return the same for the picture of a letter's first page, of a package that holds all of the letter."""
    screen, _ = reading(with_everything(pages), cookie)
    with at_office():
        while screen.get("/read/picture/").status_code != 200:
            screen.post("/read/item/", {"turn": "next"})
        return _timed(lambda: screen.get("/read/picture/"))


def _due_lists() -> dict[str, Any]:
    """Return the same for the lists of who leads the files, of their manager, and of one file."""
    lists = (
        ("due, to who leads", "iss_worker", "/own-files/"),
        ("due, to the manager", "iss_manager", "/own-files/"),
        ("one file's own", "iss_worker", f"/files/{cast.FILES['amina'].reference}/own-file/"),
    )
    found, there = {}, 0
    for count in DUE:
        working.all_kinds(count - there, there)
        there = count
        for name, key, path in lists:
            client = client_of(cast.PEOPLE[key].id)
            told = _timed(lambda client=client, path=path: client.get(path))
            found[f"{name}, {count} of each kind"] = told
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
