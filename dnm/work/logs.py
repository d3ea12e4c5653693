"""One JSON line per message on stderr, errors also in a file. Callers log numbers, not names."""

import contextvars
import json
import logging
import os
import traceback
from datetime import datetime
from pathlib import Path

request_number: contextvars.ContextVar[str] = contextvars.ContextVar("request_number", default="")


def logged_to(error_file: Path) -> dict[str, object]:
    """Django's LOGGING: everything to stderr, errors to the file as well."""
    passed_on = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLine}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
            "file": {"()": ErrorFile, "path": error_file},
        },
        "root": {"handlers": ["stderr", "file"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO"} | passed_on,
            "django.server": passed_on,
            "django.request": {"level": "ERROR"},
            "fido2": {"level": "WARNING"},  # below that it names people's keys
            "django-q": {"level": "WARNING"} | passed_on,
        },
    }


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_number.get():
            line["request"] = number
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class ErrorFile(logging.Handler):
    """Keeps one line per error for the letter to the admins: when, what kind, where, which request.

    A file and not a table: it also works while the database does not, and web and worker share it.
    """

    FULL = 200_000

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(logging.ERROR)
        self.path = Path(path)

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "django.request" and not record.exc_info:
            return  # a page that answers 503 on purpose, as /healthz does
        kind, place = self._where(record)
        line = {"at": datetime.now().astimezone().isoformat("T", "seconds"), "kind": kind, "place": place}
        try:
            if not self.path.exists() or self.path.stat().st_size < self.FULL:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                    file.write(json.dumps(line | {"request": request_number.get()}) + "\n")
        except OSError:
            self.handleError(record)

    @staticmethod
    def _where(record: logging.LogRecord) -> tuple[str, str]:
        """The exception's type and the line that raised it; never its words, which may name people."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return record.name, f"{record.module}:{record.lineno}"
        frames = traceback.extract_tb(error.__traceback__)
        last = frames[-1] if frames else None
        return type(error).__name__, f"{Path(last.filename).name}:{last.lineno} {last.name}" if last else ""
