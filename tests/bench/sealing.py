"""How dear a seal is beside bare AES-256-GCM with a fresh nonce, on 4 KB.

python -m tests.bench.sealing
"""

import json
import os
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from confidentiality.sealing.seals import seal, unseal

SIZE, TURNS, ROUNDS = 4096, 150, 300  # short turns: some of them nobody disturbs
BOUND = b"clients.entry.body:00000000-0000-0000-0000-000000000000"


def measure() -> dict[str, float]:
    """Return microseconds of sealing and opening, of the same done bare, and the ratios; the best of rounds each."""
    key, words = os.urandom(32), os.urandom(SIZE)
    sealed, nonce = seal(words, key, BOUND), os.urandom(12)
    bare = AESGCM(key).encrypt(nonce, words, BOUND)

    def bare_seal() -> bytes:
        fresh = os.urandom(12)
        return fresh + AESGCM(key).encrypt(fresh, words, BOUND)

    found = _best(
        seal=lambda: seal(words, key, BOUND),
        bare_seal=bare_seal,
        open=lambda: unseal(sealed, key, BOUND),
        bare_open=lambda: AESGCM(key).decrypt(nonce, bare, BOUND),
    )
    found["seal_ratio"] = round(found["seal_us"] / found["bare_seal_us"], 2)
    found["open_ratio"] = round(found["open_us"] / found["bare_open_us"], 2)
    return found


def _best(**works: Callable[[], bytes]) -> dict[str, float]:
    """Measure them in turn, so that a busy moment falls on all alike."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.perf_counter()
            for _ in range(TURNS):
                work()
            best[name] = min(best[name], (time.perf_counter() - began) / TURNS * 1e6)
    return {f"{name}_us": round(value, 2) for name, value in best.items()}


if __name__ == "__main__":
    print(json.dumps(measure()))
