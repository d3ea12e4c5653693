"""The way out: SMTP from ``DNM_EMAIL_URL``, or a folder of .eml files where none is set."""

import smtplib
import ssl
import uuid
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.encoding import punycode

PATIENCE = 120.0
"""Seconds to wait for the answer to a letter: scanners take their time, and giving up means sending twice."""


def new_message_id() -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain}>"


class Unreachable(Exception):
    """The mail server does not answer, or does not let us in: no letter's fault."""


class _Smtp(smtplib.SMTP):
    """Waits longer for the answer to a letter than for the answers to commands."""

    def data(self, message: Any) -> tuple[int, bytes]:
        assert self.sock
        self.sock.settimeout(PATIENCE)
        answer = super().data(message)
        self.sock.settimeout(settings.EMAIL_TIMEOUT)
        return answer


class _SmtpOverTls(_Smtp, smtplib.SMTP_SSL):
    pass


class Transport:
    """One connection, kept for several letters."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()

    def make_ready(self) -> None:
        """Connect, or make sure that the server still listens; raises Unreachable with its words."""
        if not settings.EMAIL_URL or self._is_open():
            return
        try:
            self._smtp = _connect()
        except smtplib.SMTPResponseException as refusal:
            raise Unreachable(f"{refusal.smtp_code} {in_words(refusal.smtp_error)}") from refusal
        except (OSError, smtplib.SMTPException, ValueError) as failure:
            raise Unreachable(f"{type(failure).__name__}: {failure}") from failure

    def _is_open(self) -> bool:
        """Servers hang up after some letters or minutes: found out between two letters, it does no harm."""
        if self._smtp is None:
            return False
        try:
            return self._smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server. Raises smtplib's errors with the server's own words."""
        if self._smtp is None:
            _write(message)
        else:
            sender = address_for_smtp(settings.DEFAULT_FROM_EMAIL)
            recipients = [address_for_smtp(address) for address in message.to]
            # The stubs do not know that Django's messages take a line end.
            content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            self._smtp.sendmail(sender, recipients, content)


def address_for_smtp(address: str) -> str:
    """A domain with umlauts becomes ASCII; a name before the @ cannot, so it raises ValueError."""
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError("the part before the @ has letters that mail servers do not know")
    return f"{local}@{punycode(domain)}"


def in_words(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def _connect() -> smtplib.SMTP:
    url = urlsplit(settings.EMAIL_URL)
    host, timeout = url.hostname or "localhost", settings.EMAIL_TIMEOUT
    if url.scheme == "smtps":
        tls = ssl.create_default_context()
        smtp: smtplib.SMTP = _SmtpOverTls(host, url.port or 465, timeout=timeout, context=tls)
    elif url.scheme in ("smtp", "smtp+tls"):
        smtp = _Smtp(host, url.port or (587 if url.scheme == "smtp+tls" else 25), timeout=timeout)
    else:
        raise ValueError("DNM_EMAIL_URL must begin with smtp://, smtp+tls:// or smtps://")
    try:
        if url.scheme == "smtp+tls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
    except (OSError, smtplib.SMTPException):
        smtp.close()
        raise
    return smtp


def _write(message: EmailMessage) -> None:
    folder: Path = settings.DATA_DIR / "outbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = str(message.extra_headers["Message-ID"]).strip("<>").partition("@")[0]
    draft = folder / f".{name}"
    draft.write_bytes(message.message().as_bytes())
    draft.rename(folder / f"{name}.eml")
