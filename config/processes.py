"""Run web, worker and beat together: start, watch, restart what falls over, and leave nothing behind."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from django.conf import settings

from config.broker import EmbeddedBroker
from config.children import start_child

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 8
RESTARTS_ALLOWED = 5
# The control socket would sit in the home folder, shared by every copy of the product on this machine.
NO_CONTROL = ["--no-control-socket"]


class AlreadyRunning(RuntimeError):
    """Another ``serve`` works on the same data folder."""


class PortTaken(RuntimeError):
    """Something else listens on the port."""


class GaveUp(RuntimeError):
    """A process keeps falling over."""


class Stopped(BaseException):
    """Someone asked us to stop (Ctrl-C, SIGTERM, a closed terminal)."""


def commands(port: int) -> dict[str, list[str]]:
    """Return the three processes of the product: name → command line."""
    # A demonstration may well run as root in a container; the banner and its warning would bury the address.
    celery = [sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "--app", "config"]
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{os.environ.get('HOST', '127.0.0.1')}:{port}"]
    return {
        "web": [
            *web,
            "--workers=2",
            "--threads=4",
            "--graceful-timeout=5",
            "--log-level=warning",
            "--no-control-socket",
        ],
        "worker": [*celery, "worker", "--loglevel=warning", "--concurrency=2", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--loglevel=warning", "--pidfile="],
    }


class ProductProcesses:
    """The running product, as a context manager: broker first, and whatever happens, everything ends with it.

    Stopping goes in order: first the children (each finishes what it has in hand, at most eight seconds),
    then the broker.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.children: dict[str, subprocess.Popen] = {}
        self.restarts: dict[str, int] = {}
        self.exit = contextlib.ExitStack()

    def __enter__(self) -> "ProductProcesses":
        with contextlib.ExitStack() as stack:
            stack.enter_context(_only_one(settings.VAR_DIR / "serve.lock"))
            _check_port(self.port)
            _listen()
            self.broker = stack.enter_context(EmbeddedBroker())
            stack.callback(self.stop)
            self.exit = stack.pop_all()
        return self

    def __exit__(self, *exc_info) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.exit.close()

    def run(self, on_ready: Callable[[str], None]) -> None:
        """Start all, call ``on_ready(address)`` once the web answers, then watch until asked to stop."""
        for name, command in commands(self.port).items():
            self.children[name] = start_child(command)
        address = f"http://127.0.0.1:{self.port}/"
        greeted = False
        while True:
            time.sleep(0.2)
            self._restart_fallen()
            if not greeted and _answers(f"{address}healthz"):
                greeted = True
                on_ready(address)

    def stop(self) -> None:
        """Ask every child to finish, then end whatever is left of their process groups."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _restart_fallen(self) -> None:
        if self.broker.has_fallen():
            self._note_fall("broker", self.broker.process)
            self.broker.start()
        for name, child in list(self.children.items()):
            if child.poll() is None:
                continue
            self._note_fall(name, child)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            self.children[name] = start_child(commands(self.port)[name])

    def _note_fall(self, name: str, process: subprocess.Popen) -> None:
        self.restarts[name] = self.restarts.get(name, 0) + 1
        if self.restarts[name] > RESTARTS_ALLOWED:
            raise GaveUp(f"进程 {name} 反复退出（退出码 {process.returncode}），请查看上面的出错信息。")
        sys.stderr.write(f"▸ 进程 {name} 意外退出（退出码 {process.returncode}），正在重新启动…\n")
        sys.stderr.flush()


def _listen() -> None:
    """Have every wish to stop raise :class:`Stopped`; a SIGHUP that ``nohup`` told us to ignore stays ignored."""
    for number in STOP_SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped


@contextlib.contextmanager
def _only_one(path: Path):
    """Hold the lock at ``path``; the kernel releases it even when we are killed."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"系统已经在运行（数据目录 {path.parent}）。") from None
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("HOST", "127.0.0.1"), port))
        except OSError as error:
            reason = f"端口 {port} 不能使用（{error.strerror}）；请换一个端口，例如 PORT={port + 1} make run。"
            raise PortTaken(reason) from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except urllib.error.HTTPError:
        # It answers, even if it refuses our host name (ALLOWED_HOSTS).
        return True
    except OSError:
        return False
