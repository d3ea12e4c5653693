"""A mail server for tests that can also behave badly."""

import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postbox:
    """Keeps what it accepts in ``messages``, with the envelope's recipients in the header ``X-RcptTo``.

    To misbehave, set ``refused[address]`` or ``answer`` to a reply such as ``"451 later"`` or
    ``"550 unknown"``, or set ``hang_up`` to ``"before"`` (the letter is lost) or ``"after"`` (kept, but
    the sender never hears so). ``attempts`` counts every letter offered; ``stop()`` makes it
    unreachable until ``start()``.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.answer = ""
        self.hang_up = ""
        self.attempts = 0
        self.port = free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.attempts += 1
        if self.answer:
            return self.answer
        if self.hang_up != "before":
            message = message_from_bytes(envelope.original_content or b"", EmailMessage, policy=default)
            message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
            self.messages.append(message)
        if self.hang_up and server.transport:
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"
