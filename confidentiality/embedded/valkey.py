"""The Valkey server: a socket that only the launcher's account can open, no TCP, kept on disk."""

import contextlib
import signal
import socket
import subprocess
import time
from urllib.parse import quote

from . import children
from .binaries import valkey_server
from .errors import LauncherError
from .state import State

SECONDS_TO_START = 30


class Valkey:
    """The server in a state folder."""

    process: "subprocess.Popen[bytes] | None" = None

    def __init__(self, state: State) -> None:
        """Find the program."""
        self.state = state
        self.socket = state.sockets / "valkey" / "valkey.sock"
        self.program = valkey_server()

    def url(self, scheme: str, query: str) -> str:
        """Return the address of the socket for a client library."""
        return f"{scheme}://{quote(str(self.socket))}?{query}"

    def start(self) -> int:
        """Start it, wait until it answers and return its process id.

        Raises LauncherError, with its last words, when it does not.
        """
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.state.path / "valkey"),
            "appendonly": "yes",
            "appendfsync": "no" if self.state.throwaway else "everysec",
            "daemonize": "no",
            "databases": "4",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        with self.state.open_log("valkey") as log:
            process = children.start(
                # Snapshots are switched off: the append-only file is what is kept.
                [self.program, *options, "--save", ""],
                env=children.clean_environment(),
                output=log,
            )
        self.process = process
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and process.poll() is None:
            if self._answers():
                return process.pid
            time.sleep(0.02)
        self.stop()
        raise LauncherError(f"Valkey did not start.\n{self.state.last_lines('valkey')}")

    def stop(self) -> None:
        """Stop it; what it holds is on disk by then."""
        if self.process is not None:
            children.stop(self.process, by=signal.SIGTERM, patience=10)

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False
