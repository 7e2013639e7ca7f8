"""A wrong environment is named at start: ``manage.py check`` in a process of its own, as an office would meet it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


def check(tmp_path, **environment: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "manage.py", "check"]
    told = {**clean, "LIAISON_VAR": str(tmp_path), **environment}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("variable", "value", "id", "words"),
    [
        ("DATABASE_URL", "mysql://root:secret@db/liaison", "liaison.E001", "只支持 postgres"),
        ("DATABASE_URL", "postgres://u:sec:ret@host:port/db", "liaison.E001", "端口应为数字"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x.db", "liaison.E001", "文件夹 /no/such/folder 不存在"),
        ("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/x", "liaison.E002", "连接不上数据库（127.0.0.1）"),
        ("REDIS_URL", "amqp://guest:secret@host", "liaison.E003", "REDIS_URL 有误"),
        ("TIME_ZONE", "Mars/Olympus", "liaison.E005", "没有名为“Mars/Olympus”的时区"),
        ("EMAIL_URL", "http://mail", "liaison.E006", "EMAIL_URL 有误"),
        ("EMAIL_URL", "smtp://", "liaison.E006", "没有写明邮件服务器地址"),
        ("ALLOWED_HOSTS", "https://liaison.example.cn/", "liaison.E007", "https://liaison.example.cn/"),
    ],
)
def test_wrong_value_is_named_with_a_hint_and_without_a_stack_trace(tmp_path, variable, value, id, words):
    done = check(tmp_path, **{variable: value})
    assert done.returncode == 1
    assert id in done.stderr
    assert words in done.stderr
    assert "HINT" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_unreachable_broker_is_a_warning_because_work_goes_on(tmp_path):
    done = check(tmp_path, REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 0
    assert "liaison.W004" in done.stderr
    assert "提醒会推迟" in done.stderr


def test_right_environment_says_nothing(tmp_path):
    done = check(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
