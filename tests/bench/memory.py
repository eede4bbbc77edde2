"""What the idle demo takes, as `make memory` tells it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LAUNCHER = [sys.executable, "-m", "confidentiality.embedded"]


def measure(settle: float = 20) -> dict[str, Any]:
    """Start the demo in a folder of its own, let it settle, and return its parts' proportional sizes in MiB."""
    with tempfile.TemporaryDirectory(prefix="latch-memory-") as folder:
        Path(folder).chmod(0o711)  # the account of PostgreSQL passes through
        state = str(Path(folder) / "state")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("LATCH_")}
        env = kept | {"LATCH_STATE": state, "LATCH_PORT": "0"}
        demo = subprocess.Popen(
            [*LAUNCHER, "run"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert demo.stdout is not None
        try:
            for line in demo.stdout:
                if "ready after" in line:
                    break
            time.sleep(settle)
            told = subprocess.run(
                [*LAUNCHER, "memory", "--json"], env=env, capture_output=True, check=True
            )
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)
    parts: dict[str, float] = {}
    uses = json.loads(told.stdout)
    for use in uses:
        parts[use["part"]] = round(parts.get(use["part"], 0) + use["kib"] / 1024, 1)
    return {
        "processes": len(uses),
        "parts_mib": parts,
        "together_mib": round(sum(parts.values()), 1),
    }
