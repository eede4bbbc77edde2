"""How many keys a second a rotation rewraps, row security and trigger on, as `manage.py keys rotate` does it.

DJANGO_SETTINGS_MODULE=confidentiality.settings.test python -m confidentiality.embedded exec -- \
    python -m tests.bench.rotation
"""

import json
import os
import time
from uuid import uuid4

import django

KEYS = 100_000


def measure(keys: int = KEYS) -> dict[str, float]:
    """Return how long a rotation of `keys` keys took, and a full `verify` of the keys after it."""
    from django.conf import settings

    from confidentiality.sealing.rotation import rotate
    from confidentiality.sealing.verifying import Opener, verify_keys
    from confidentiality.sealing.wrapping import Masters
    from tests.access.attacker import session
    from tests.database import (
        copy_of_template,
        has_template,
        logged_in_as,
        make_template,
        use_database,
    )
    from tests.sealing.masters import new_master

    if not has_template():
        make_template()
    with copy_of_template("latch_bench_rotation") as name, use_database(name):
        first, second = Masters(settings.MASTER_KEYS), new_master(2)
        with session(name, "owner") as owner:
            for start in range(0, keys, 5000):
                subjects = [uuid4() for _ in range(min(5000, keys - start))]
                wrapped = [first.wrap("package", subject, os.urandom(32)) for subject in subjects]
                owner.sql(
                    "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch)"
                    " SELECT gen_random_uuid(), 'package', s, w, 1"
                    " FROM unnest(%s::uuid[], %s::text[]) AS n(s, w)",
                    [[str(subject) for subject in subjects], wrapped],
                )
            owner.sql(
                "INSERT INTO keys.sealing_epoch (number, print, began_at) VALUES (2, %s, now())",
                [second.print],
            )
            owner.link.commit()
        both = Masters([second, *first.held])
        with logged_in_as("owner"):
            began = time.perf_counter()
            done = rotate(both)
            rotated = time.perf_counter() - began
            faults = sum(1 for _ in verify_keys(Opener(Masters([second]))))
            verified = time.perf_counter() - began - rotated
    if done.left or faults:
        raise RuntimeError("The rotation that was measured left keys behind.")
    return {
        "keys": done.rewrapped,
        "rotate_s": round(rotated, 2),
        "rotate_per_s": round(done.rewrapped / rotated),
        "verify_per_s": round(done.rewrapped / verified),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
