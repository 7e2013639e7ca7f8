"""A wrong environment is told at start, by name, with what to do about it."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from config.broker import broker_answers

HINTS = {
    "liaison.E003": "写法如 redis://127.0.0.1:6379/0；不设置则使用自带的消息服务。",
    "liaison.E005": "写法如 Asia/Shanghai；不设置即为 Asia/Shanghai。",
    "liaison.E006": "写法如 smtp://用户名:密码@邮件服务器:25 或 smtp+tls://…:587；不设置则只发站内提醒。",
    "liaison.E007": "只写主机名，多个用英文逗号分隔，例如 ALLOWED_HOSTS=liaison.jl.gov.cn,10.0.0.8。",
}
DATABASE_HINT = "写法如 postgres://用户名:密码@主机:5432/数据库名；不设置则使用自带的 SQLite 数据库。"


@register()
def check_environment(**kwargs) -> list[CheckMessage]:
    """Report every variable that ``config.environment`` could not make sense of."""
    return [
        Error(f"环境变量 {problem.variable} 有误：{problem.reason}。", hint=HINTS[problem.id], id=problem.id)
        for problem in settings.LIAISON_PROBLEMS
    ]


@register()
def check_database(**kwargs) -> list[CheckMessage]:
    """Report a DATABASE_URL that is no database address (E001) or that leads nowhere (E002)."""
    reason = settings.DATABASES["default"].get("LIAISON_ERROR")
    if reason:
        return [Error(f"环境变量 DATABASE_URL 有误：{reason}。", hint=DATABASE_HINT, id="liaison.E001")]
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        where = connection.settings_dict.get("HOST") or connection.settings_dict["NAME"]
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        message = f"连接不上数据库（{where}）：{first_line}"
        return [Error(message, hint=f"请检查数据库是否启动、DATABASE_URL 是否正确。{DATABASE_HINT}", id="liaison.E002")]
    return []


@register()
def check_broker(**kwargs) -> list[CheckMessage]:
    """Warn when the named Redis does not answer: work goes on, reminders wait in the database.

    The embedded broker lives only while the product runs, so its absence means nothing here.
    """
    if not settings.REDIS_URL or broker_answers():
        return []
    message = "连接不上消息服务 Redis（REDIS_URL）：系统可以使用，走访照常保存，提醒会推迟到恢复之后送达。"
    return [Warning(message, hint="请检查 Redis 是否启动、REDIS_URL 是否正确。", id="liaison.W004")]


@register()
def check_mail_sender(**kwargs) -> list[CheckMessage]:
    """Warn when e-mail is switched on but the sender's address would be refused by most servers."""
    if settings.EMAIL_CONFIGURED and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        message = "已设置 EMAIL_URL，但没有设置发件人 DEFAULT_FROM_EMAIL，多数邮件服务器会拒收。"
        return [Warning(message, hint="例如 DEFAULT_FROM_EMAIL=liaison@jl.gov.cn。", id="liaison.W008")]
    return []
