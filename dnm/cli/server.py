"""How gunicorn serves DNM: one process with threads, because rate limits live in its memory."""

import os

from dnm.work.logs import JsonLine

# `dnm up` hands over its open socket, so that the port stays ours while the server starts again.
handed_over = os.environ.get("LISTENING_SOCKET")
bind = f"fd://{handed_over}" if handed_over else f"127.0.0.1:{os.environ.get('DNM_PORT', '8000')}"
wsgi_app = "dnm.wsgi:application"
workers = 1
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 8
keepalive = 5
# A heartbeat on a slow disk would look like a dead process.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 8190
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLine}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True}},
}
