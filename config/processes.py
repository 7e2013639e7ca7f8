"""Run web, worker and beat together: start, watch, restart what falls over, and leave nothing behind."""

import contextlib
import ctypes
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

from django.conf import settings

from config.broker import EmbeddedBroker

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

    Every child leads a session of its own, so Ctrl-C reaches only us and we stop them in order: first the
    children (each finishes what it has in hand, at most eight seconds), then the broker. Should we be
    killed outright, the kernel (Linux) stops the children.
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
            for number in STOP_SIGNALS:
                signal.signal(number, _stop)
            stack.enter_context(EmbeddedBroker())
            stack.callback(self.stop)
            self.exit = stack.pop_all()
        return self

    def __exit__(self, kind, error, traceback) -> bool:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.exit.close()
        return kind is Stopped

    def run(self, on_ready: Callable[[str], None]) -> None:
        """Start all, call ``on_ready(address)`` once the web answers, then watch until asked to stop."""
        for name, command in commands(self.port).items():
            self.children[name] = _start(command)
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
        for name, child in list(self.children.items()):
            if child.poll() is None:
                continue
            self.restarts[name] = self.restarts.get(name, 0) + 1
            if self.restarts[name] > RESTARTS_ALLOWED:
                raise GaveUp(f"进程 {name} 反复退出（退出码 {child.returncode}），请查看上面的出错信息。")
            print(f"▸ 进程 {name} 意外退出（退出码 {child.returncode}），正在重新启动…", file=sys.stderr, flush=True)  # noqa: T201
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            self.children[name] = _start(commands(self.port)[name])


def _stop(number, frame) -> None:
    raise Stopped


def _start(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=stop_with_parent
    )


def stop_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when its parent dies (Linux only; runs in the child)."""
    if sys.platform == "linux":
        parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


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
