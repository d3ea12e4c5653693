"""All settings in one file; every value an operator may change is read from the environment."""

import importlib.util
import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from dnm.journal.keys import key_from_file
from dnm.web.account import names
from dnm.work.databases import postgresql
from dnm.work.logs import logged_to

BASE_DIR = Path(__file__).resolve().parent


def flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def assets_of(package: str, *parts: str) -> Path:
    """The folder of a package that only carries files; empty where it is not installed."""
    found = importlib.util.find_spec(package)
    return Path(found.origin or "").parent.joinpath(*parts) if found else Path("missing")


DATA_DIR = Path(os.environ.get("DNM_DATA_DIR", "var")).absolute()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("DNM_SECRET_KEY") or key_from_file(DATA_DIR / "secret.key")
JOURNAL_KEY_FILE = DATA_DIR / "journal.key"
JOURNAL_HEAD_FILE = DATA_DIR / "journal.head"
FILES_DIR = DATA_DIR / "files"
QUESTIONNAIRES_DIR = DATA_DIR / "questionnaires"
MODELS_DIR = Path(os.environ.get("DNM_MODELS_DIR", DATA_DIR / "models"))
KERNELS_DIR: Path | None = DATA_DIR / "kernels"  # machine code of the planner; None: it runs as plain Python
RANKING_MODE = os.environ.get("DNM_RANKING", "full")

DEBUG = False
DEMO = flag("DNM_DEMO") or (DATA_DIR / "demo").exists()
PORT = int(os.environ.get("DNM_PORT", "8000"))
PUBLIC_URL = os.environ.get("DNM_PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_q",
    "dnm.journal",
    "dnm.mail",
    "dnm.work",
    "dnm.files",
    "dnm.accounts",
    "dnm.centre",
    "dnm.directory",
    "dnm.maturity",
    "dnm.matching",
    "dnm.introductions",
    "dnm.events",
    "dnm.carriers",
    "dnm.web",
]
MIDDLEWARE = [
    "dnm.web.middleware.RequestNumber",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dnm.web.middleware.ActingPerson",
    "dnm.web.middleware.AudienceGate",
]
ROOT_URLCONF = "dnm.urls"
WSGI_APPLICATION = "dnm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dnm.web.context.every_page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "dnm.web.templatetags.dnm",
            ],
        },
    }
]
COTTON_DIR = "components"


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "dnm.sqlite3",
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a consent that was acknowledged must survive a power cut as well.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;PRAGMA temp_store=MEMORY;",
    },
}
DATABASE_URL = os.environ.get("DNM_DATABASE_URL", "")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else SQLITE}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "dnm_cache"}
    if flag("DNM_SHARED_CACHE")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # The job library writes its state twice a second: to nowhere.
    "worker": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# Several people and machines: https://django-q2.readthedocs.io/en/master/configure.html
Q_CLUSTER = {
    "name": "dnm",
    "orm": "default",
    "workers": 1,
    "timeout": 600,
    "retry": 660,
    "ack_failures": True,
    "max_attempts": 5,
    "save_limit": -1,
    "poll": 0.5,
    "catch_up": False,
    "label": "DNM",
    "max_rss": 1_200_000,
    "cache": "worker",
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": VALIDATORS + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": VALIDATORS + "CommonPasswordValidator"},
    {"NAME": VALIDATORS + "UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "dnm.web.account.adapter.Adapter"
ACCOUNT_FORMS, MFA_FORMS = names.ACCOUNT_FORMS, names.MFA_FORMS
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # the password is optional, and nobody signs up
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_EMAIL_VERIFICATION = None, "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(flag("DNM_BEHIND_PROXY"))
MFA_ADAPTER = "dnm.web.account.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER, MFA_TOTP_TOLERANCE = "DNM", 1  # a phone's clock may be half a minute off
LOGIN_URL, LOGIN_REDIRECT_URL, ACCOUNT_LOGOUT_REDIRECT_URL = "account_login", "/weiter/", "/"

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dnm.web.public.errors.form_too_old"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("DNM_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

EMAIL_URL = os.environ.get("DNM_EMAIL_URL", "")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DNM_EMAIL_FROM", "zentrum@dnm.example")

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE, USE_TZ = "Europe/Berlin", True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("DNM_STATIC_ROOT", DATA_DIR / "static"))
KERN_DIR = assets_of("mkdocs_kern_ux", "kern-ux", "vendor", "kern")
STATICFILES_DIRS = [("kern", KERN_DIR)]
STORAGES = {"staticfiles": {"BACKEND": "dnm.web.storage.CompressedStatic"}}

LOGGING = logged_to(DATA_DIR / "errors.jsonl")
