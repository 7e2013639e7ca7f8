"""One settings module, driven by the environment; every default runs on a bare machine.

Environment: DATABASE_URL, REDIS_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, EMAIL_URL,
APPRISE_URLS, TIME_ZONE, LIAISON_VAR (where data files live). A wrong value is reported
by a system check (``config.checks``), not by a traceback.
"""

from pathlib import Path

import environ
from django.templatetags.static import static

from config.database import database_from_url
from config.environment import Problem, broker_folder, read_email, read_hosts, read_redis_url, read_time_zone
from config.secret import read_or_create_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
LIAISON_PROBLEMS: list[Problem] = []

# Data that must survive an upgrade of the code: the embedded database, uploads, the secret key.
VAR_DIR = Path(env.str("LIAISON_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_create_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = read_hosts(LIAISON_PROBLEMS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    # The rooms, from the bottom up: each may use those above it in this list, and its `room.py` says what it hands in.
    "liaison.core",
    "liaison.directory",
    "liaison.enterprises",
    "liaison.reminders",
    "liaison.assignments",
    "liaison.visits",
    "liaison.cases",
    "liaison.ledgers",
    "liaison.progress",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_celery_beat",
    "django_filters",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "liaison.core.cleaning.CleaningMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "liaison.core.way_back.WayBackMiddleware",
    "liaison.core.once.middleware.OnceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "liaison" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            # Every form carries a token of its own beside the one against forgery.
            "builtins": ["liaison.core.templatetags.sent_form"],
        },
    },
]

DATABASES = {"default": database_from_url(env.str("DATABASE_URL", default=""), VAR_DIR / "liaison.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.User"
AUTHENTICATION_BACKENDS = ["liaison.directory.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "liaison.core.views.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "liaison" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_time_zone(LIAISON_PROBLEMS)

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "liaison" / "static"]
# Collected and compressed by `manage.py setup`; a developer's files are found where they lie.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Uploads are never served by the web server: pages hand them out after a scope check.
MEDIA_ROOT = VAR_DIR / "files"
# History is read by record, never by day; see core.history.Records.
SIMPLE_HISTORY_DATE_INDEX = False

# --- broker: Redis where an office names one, else the Valkey that `make run` starts ------------
EMBEDDED_BROKER_DIR = broker_folder(VAR_DIR)
REDIS_URL = read_redis_url(LIAISON_PROBLEMS)
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{EMBEDDED_BROKER_DIR}/valkey.sock"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A visit saved while the broker is down is saved at once; the sweep finds its reminder later.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "config.beat:SigningScheduler"

_email = read_email(LIAISON_PROBLEMS)
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _email.get("EMAIL_HOST", "localhost"), _email.get("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_USER", ""), _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = _email.get("EMAIL_TIMEOUT")
EMAIL_FILE_PATH = _email.get("EMAIL_FILE_PATH")
EMAIL_CONFIGURED = not EMAIL_BACKEND.endswith("dummy.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="liaison@localhost")

# Who reports to the province, in the order of its tables: nine prefectures, 长白山, 梅河口.
LIAISON_REPORTING_UNITS = [
    *("220100", "220200", "220300", "220400", "220500", "220600", "220700", "220800", "222400"),
    *("JL-CBS", "220581"),
]

# What counts as 走访 (the other ways are 联系); how often enterprises are visited: longest gap in days by 联系分类, and
# how many visits in 30 days are too many.
VISIT_METHODS = env.str("VISIT_METHODS", default="onsite,research,symposium,office,received")
VISIT_INTERVAL_DAYS = env.str("VISIT_INTERVAL_DAYS", default="1=30,2=60,3=60,other=90")
VISIT_LIMIT_30_DAYS = env.str("VISIT_LIMIT_30_DAYS", default="3")
# How many working days a case's clock may stand still for one pause, and for all its pauses together.
CASE_PAUSE_MAX_WORKING_DAYS = env.str("CASE_PAUSE_MAX_WORKING_DAYS", default="10")
CASE_PAUSE_TOTAL_WORKING_DAYS = env.str("CASE_PAUSE_TOTAL_WORKING_DAYS", default="20")

# Up to how many bytes an uploaded ledger is read, and up to how many rows it is checked anew after an answer, while the
# person waits; a worker does the larger ones. About as many bytes as 5,000 rows take.
LEDGER_PREVIEW_DIRECT_BYTES = env.str("LEDGER_PREVIEW_DIRECT_BYTES", default="1000000")
LEDGER_PREVIEW_DIRECT_ROWS = env.str("LEDGER_PREVIEW_DIRECT_ROWS", default="5000")
# How many files may come in together, chosen at once or packed in a .zip.
LEDGER_GROUP_FILES = env.str("LEDGER_GROUP_FILES", default="100")

# Up to how many records a ledger is exported while the person waits; larger ones are written in the background and
# kept for so many days.
LEDGER_EXPORT_DIRECT_ROWS = env.str("LEDGER_EXPORT_DIRECT_ROWS", default="5000")
LEDGER_EXPORT_KEEP_DAYS = env.str("LEDGER_EXPORT_KEEP_DAYS", default="7")

UNFOLD = {
    "SITE_TITLE": "联系企业工作台",
    "SITE_HEADER": "联系企业工作台",
    "SITE_SUBHEADER": "吉林省领导联系民营企业",
    "SITE_SYMBOL": "handshake",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("liaison/favicon.svg")},
    ],
    "SHOW_BACK_BUTTON": True,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "liaison.progress.views.dashboard_context",
    "STYLES": [lambda request: static("liaison/liaison.css")],
    "SCRIPTS": [
        lambda request: static("liaison/search.js"),
        lambda request: static("liaison/liaison.js"),
        lambda request: static("liaison/drafts.js"),
        lambda request: static("liaison/form_values.js"),
        lambda request: static("liaison/draft_keeper.js"),
    ],
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .214 259.8)",
            "600": "oklch(54.6% .245 262.9)",
            "700": "oklch(48.8% .243 264.4)",
            "800": "oklch(42.4% .199 265.6)",
            "900": "oklch(37.9% .146 265.5)",
            "950": "oklch(28.2% .091 267.9)",
        },
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": "liaison.core.navigation.sidebar"},
}
