"""Settings. Whatever differs between machines comes from the environment; `.env.example` lists all variables."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from edu_week import env, logging_config, secret_keys

BASE_DIR = env.PROJECT
VAR_DIR = env.VAR

DEBUG = env.read_boolean("DEBUG", False)
SECRET_KEY = secret_keys.read_or_make_secret_key("SECRET_KEY", stored_in=VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = secret_keys.read_old_secret_keys("SECRET_KEY_FALLBACKS", SECRET_KEY)

# Where the portal is reached
PORT = env.read_integer("PORT", 8000, at_least=1, at_most=65535)
BIND = env.read_listen_address("BIND", "127.0.0.1")
BASE_URL = env.read_origin("BASE_URL", f"http://127.0.0.1:{PORT}")
BASE_HOST = urlsplit(BASE_URL).hostname
IS_HTTPS = BASE_URL.startswith("https://")
if DEBUG and IS_HTTPS:
    raise env.SettingError("DEBUG must be false where BASE_URL begins with https://: error pages show settings and source.")
SCRIPT_NAME = env.read_sub_path("SCRIPT_NAME")
FORCE_SCRIPT_NAME = SCRIPT_NAME or None
ALLOWED_HOSTS = env.read_hosts("ALLOWED_HOSTS", [BASE_HOST, "localhost", "127.0.0.1", "[::1]"], needed=BASE_HOST)
TRUST_PROXY_HEADERS = env.read_boolean("TRUST_PROXY_HEADERS", False)

# The moment the rehearsal clock starts at; None is real time
PORTAL_CLOCK = env.read_moment("PORTAL_CLOCK")

INSTALLED_APPS = [
    "content",
    "backoffice",
    "spreadsheets",
    "accounts",
    "schools",
    "events",
    "alumni",
    "edu_week",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",  # static files only: its own base.html is never used
    "django_htmx",
    "django_prose_editor",  # static files only: js/richtext/schema.js builds its own editor from their parts
    "django_http_compression",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "backoffice.admin_config.BackOfficeConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "qsessions",  # in place of django.contrib.sessions: stores user and address of each session
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "edu_week.apps.StaticFiles",
]

MIDDLEWARE = [
    "edu_week.request_ids.RequestIdMiddleware",
    "edu_week.metrics.middleware.CountingMiddleware",
    "edu_week.page_cache.middleware.PageCacheMiddleware",  # a page from memory runs none of the following
    "edu_week.form_cache.middleware.FormCacheMiddleware",  # as it: a refusal from memory runs none of the others
    "edu_week.middleware.HeadMiddleware",  # around the others, so that the headers are those of the whole answer
    "edu_week.middleware.NulMiddleware",  # before anything reads the address
    "django.middleware.security.SecurityMiddleware",
    "edu_week.security_headers.SecurityHeadersMiddleware",
    "edu_week.security_headers.ContentPolicyMiddleware",
    "edu_week.static_middleware.StaticFilesMiddleware",
    "edu_week.request_line.middleware.RequestLineMiddleware",  # what stands above touches no database
    "edu_week.compression.CompressionMiddleware",
    "qsessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.ip_addresses.AdminAddressMiddleware",
    "accounts.middleware.StaffMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "edu_week.middleware.MethodNotAllowedMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "edu_week.urls"
WSGI_APPLICATION = "edu_week.wsgi.application"

TEMPLATE_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("edu_week.template_folding.Loader", TEMPLATE_LOADERS)],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "content.templatetags.public_parts",
                "edu_week.templatetags.portal",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "edu_week.context_processors.portal_context",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Data
DATABASES = {"default": env.read_database("DATABASE_URL", env.USUAL_DATABASE)}
DATABASE = DATABASES["default"]
DATABASE["ATOMIC_REQUESTS"] = False  # a booking's service owns its transaction
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a transaction that reads and then writes waits its turn instead of failing
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # A pooler in transaction mode may give each statement another session, which does not know a cursor of the one before.
    DATABASE["DISABLE_SERVER_SIDE_CURSORS"] = True
    # A session whose server vanished without a word is given up within seconds, not after a quarter of an hour.
    patience = {"connect_timeout": 5, "tcp_user_timeout": 8000}
    patience |= {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    DATABASE["OPTIONS"] = patience | DATABASE.get("OPTIONS", {})
if REPLICA := env.read_replica("REPLICA_DATABASE_URL", DATABASE):
    # A page waits no longer than this for a replica that is gone; then it is read from the primary.
    REPLICA["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 5000} | REPLICA.get("OPTIONS", {})
    DATABASES["replica"] = {**DATABASE, **REPLICA, "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["edu_week.replica.router.ReplicaRouter"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS = env.read_cache("REDIS_URL")
CACHES = {
    "default": REDIS or {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "edu_week.limits_cache.LimitsCache",
        "LOCATION": REDIS["LOCATION"] if REDIS else "",
        "KEY_PREFIX": "limits",
    },
}
DATABASE_THREADS = env.read_database_threads()  # of a web process; 0: the threads of the web server use the database
REQUEST_LINE = env.read_request_line()
WEB_PROCESSES = env.read_integer("WEB_CONCURRENCY", env.USUAL_WEB_PROCESSES, at_least=1, at_most=64)
PAGE_CACHE_MB = env.read_integer("PAGE_CACHE_MB", 32, at_least=0, at_most=4096)  # of public pages in each web process
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}  # content/mail.py

# Staff
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.login.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.validators.CharacterKindsValidator"},
    {"NAME": "accounts.passwords.validators.SiteWordsValidator"},
    {"NAME": "accounts.passwords.validators.PasswordHistoryValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # of a link requested by mail
INVITATION_DAYS = env.read_integer("INVITATION_DAYS", 7, at_least=1, at_most=60)
SECOND_FACTOR_REQUIRED = env.read_boolean("SECOND_FACTOR_REQUIRED", IS_HTTPS)  # of whoever works for the whole bureau
ADMIN_ALLOWED_CIDRS = env.read_networks("ADMIN_ALLOWED_CIDRS")

# Five wrong passwords per user name and address lock for 15 minutes; counted in the database, so that all processes share it
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the announced end of a lock stays true
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.lockout.lockout_response"
AXES_CLIENT_IP_CALLABLE = "accounts.ip_addresses.client_address"
AXES_DISABLE_ACCESS_LOG = True  # log-ins are in the audit log
AXES_ENABLE_ADMIN = False  # the list of staff accounts shows and lifts locks
AXES_VERBOSE = False

# A session ends after half an hour of inactivity. Django's own SESSION_SAVE_EVERY_REQUEST would also write on public pages
# read with a session cookie, and answer 400 there once that session was ended; accounts/middleware.py renews it instead.
SESSION_ENGINE = "qsessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60
DESK_SESSION_HOURS = env.read_integer("DESK_SESSION_HOURS", 12, at_least=1, at_most=24)  # of a phone at the door
SIMPLE_HISTORY_REVERT_DISABLED = True  # a record is restored by editing it, so that its validation runs

# Languages and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = "edu_week.formats"

# Files
STATIC_URL = f"{SCRIPT_NAME}/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
QR_DECODER_FOLDER = VAR_DIR / "qr-decoder"  # events/checkin/qr_decoder.py
MEDIA_URL = f"{SCRIPT_NAME}/media/"
MEDIA_ROOT = env.read_folder("MEDIA_ROOT", VAR_DIR / "media")
BACKUP_DIR = env.read_folder("BACKUP_DIR", VAR_DIR / "backups")
BACKUP_KEEP = env.read_integer("BACKUP_KEEP", 14, at_least=0, at_most=10_000)
BACKUP_KEY = env.read_age_key("BACKUP_KEY")
FILE_UPLOAD_HANDLERS = [
    "content.uploads.bounded.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "jpeg", "gif", "webp", "zip", "gz", "br", "woff", "woff2", "map"]
STORAGES = {
    "default": {"BACKEND": "content.file_storage.AtomicFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "edu_week.staticfiles.BundledStaticFilesStorage"
    },
}

LIVE_PLACES_SECONDS = 1  # how long a process serves live places from memory

# Phones store pages for use without a network; if off, they delete what they stored. Off in development: file names have no hash
OFFLINE = env.read_boolean("OFFLINE", not DEBUG)

# Mail and text messages
vars().update(env.read_email("EMAIL_URL", "consolemail://"))
MAIL_TRANSPORT, EMAIL_BACKEND = vars()["EMAIL_BACKEND"], "edu_week.mail.PortalMail"
REHEARSAL_MAIL_TO = env.read_mail_address("REHEARSAL_MAIL_TO")  # blank: a rehearsal's mail goes to the console
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read_sender("EMAIL_FROM", f"noreply@{BASE_HOST}")
EMAIL_TIMEOUT = 15  # seconds, so that a mail server that hangs does not block the worker
SMS_BACKEND = env.read_choice_or_dotted_name("SMS_BACKEND", "console", choices=["console"])
# Asks for a code sent to the mobile number before a booking is made
PHONE_CHECK = env.read_phone_check("PHONE_CHECK", needs_provider="SMS_BACKEND")
SMS = {
    "SECRET_ID": env.read_text("SMS_SECRET_ID"),
    "SECRET_KEY": env.read_text("SMS_SECRET_KEY"),
    "APP_ID": env.read_text("SMS_APP_ID"),
    "SIGN_NAME": env.read_text("SMS_SIGN_NAME"),
    "TEMPLATE_ID": env.read_text("SMS_TEMPLATE_ID"),
    "REGION": env.read_text("SMS_REGION", "ap-guangzhou"),
}

# Security
PROOF_OF_WORK = env.read_boolean("PROOF_OF_WORK", False)
SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{SCRIPT_NAME}/"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "edu_week.views.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
# Under a sub-path the host is a bureau's own, whose other names are not ours to promise for.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.read_boolean("HSTS_SUBDOMAINS", IS_HTTPS and not SCRIPT_NAME)
# To be put on browsers' preload list is for whoever owns the domain, and is next to impossible to take back.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY_HEADERS else None
SECURE_SSL_REDIRECT = IS_HTTPS and TRUST_PROXY_HEADERS  # without the proxy's header every request looks like plain HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

# Seen from outside
METRICS_TOKEN = env.read_token("METRICS_TOKEN")  # blank: /metrics is shown to this machine only
LOGGING = logging_config.make_logging(env.read_choice("LOG_FORMAT", logging_config.TEXT, choices=logging_config.FORMATS))
