"""The outbox. Letters are queued in the transaction of the act they tell about; the worker sends them."""

import logging
import re
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, connection, transaction
from django.db.models import F, Model
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import Letter
from .postman import postman
from .queries import due_letters
from .transport import Transport, Unreachable, in_words, new_message_id

LEASE = timedelta(minutes=5)
"""Longer than one letter can take (see transport.PATIENCE): without a crash nobody takes it away."""
RETRY_MINUTES = (1, 2, 3, 5, 10, 15, 30, 60, 120, 240)
"""Waiting time after each attempt that the server put off; the last one repeats."""
GIVES_UP_AFTER = 38
"""Attempts: five days, the usual patience of mail servers. Then the office decides."""
NOT_LET_IN = (421, 530, 534, 535, 538)
"""Answers to a letter that speak about the server or our access to it, not about the letter."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipient:
    address: str
    name: str = ""
    language: str = "de"
    label: str = ""
    id: int | None = None


def queue(
    template: str,
    *,
    to: Recipient,
    subject: Model | None = None,
    sender: str = "",
    reply_to: str = "",
    secret: bool = False,
    calendar: str = "",
    calendar_method: str = "",
    **context: object,
) -> Letter:
    """Render ``emails/<template>.txt`` (first line: subject) in the reader's language into the outbox.

    ``secret``: carries a code or a signed link; never shown, erased once sent.
    """
    with translation.override(to.language):
        known = {"to": to, "public_url": settings.PUBLIC_URL}
        text = render_to_string(f"emails/{template}.txt", known | context)
    title, body = re.sub(r"\n{3,}", "\n\n", text.strip()).split("\n", 1)
    return queue_text(
        template, title.strip(), body.strip(), to=to, subject=subject, sender=sender, reply_to=reply_to,
        secret=secret, calendar=calendar, calendar_method=calendar_method,
    )  # fmt: skip


def queue_text(
    kind: str,
    title: str,
    body: str,
    *,
    to: Recipient,
    subject: Model | None = None,
    sender: str = "",
    reply_to: str = "",
    secret: bool = False,
    calendar: str = "",
    calendar_method: str = "",
) -> Letter:
    """Put a letter that is already worded in the outbox."""
    now = timezone.now()
    with translation.override(to.language):
        html = render_to_string("emails/frame.html", {"title": title, "body": body, "language": to.language})
    return Letter.objects.create(
        message_id=new_message_id(),
        kind=kind,
        to_name=" ".join(to.name.split()),
        to_address=to.address,
        recipient_label=to.label,
        recipient_id=to.id,
        subject_label=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        from_name=" ".join(sender.split()) or "Digitales Zentrum Mittelstand",
        reply_to=reply_to,
        language=to.language,
        subject=" ".join(title.split())[:250],
        body=body,
        body_html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        secret=secret,
        queued_at=now,
        not_before=now,
    )


def claim(holder: str) -> Letter | None:
    """Take the next due letter under a lease, so that two senders never hold the same one.

    A letter that ``holder`` already holds is due as well: its last process was killed.
    """
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        letter = due_letters(holder).select_for_update(skip_locked=skip).first()
        if letter:
            letter.state, letter.leased_by = Letter.State.SENDING, holder
            letter.leased_until = timezone.now() + LEASE
            letter.attempts += 1
            letter.save(update_fields=["state", "leased_by", "leased_until", "attempts"])
    return letter


def deliver_waiting(*, limit: int = 200, stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one by one, each marked right after its own send. Returns how many were sent.

    One process per data folder delivers; others return 0 at once. Raises Unreachable if the server is.
    """
    sent = 0
    with postman() as holder, Transport() as transport:
        for _ in range(limit if holder else 0):
            if stop() or not due_letters(holder).exists():
                break
            try:
                # A demo region has invented addresses: its letters stay in a folder.
                if not settings.DEMO:
                    transport.make_ready()
                letter = claim(holder)
                sent += bool(letter and _deliver(letter, transport))
            except Unreachable as failure:
                due_letters(holder).exclude(answer=str(failure)).update(answer=str(failure))
                raise
    return sent


def _deliver(letter: Letter, transport: Transport) -> bool:
    try:
        transport.send(_message(letter))
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        _refused(letter, code, in_words(words))
    except smtplib.SMTPResponseException as refusal:
        _refused(letter, refusal.smtp_code, in_words(refusal.smtp_error))
    except (OSError, smtplib.SMTPServerDisconnected) as failure:
        # The server may have taken the letter: rest before it might arrive a second time.
        _wait(letter, f"{type(failure).__name__}: {failure}")
        raise Unreachable(f"{type(failure).__name__}: {failure}") from failure
    except Exception as fault:  # this letter cannot be sent, the others can
        _fail(letter, f"{type(fault).__name__}: {fault}")
    else:
        _sent(letter)
        return True
    return False


def _sent(letter: Letter) -> None:
    now = timezone.now()
    erased = {"body": "", "body_html": "", "erased_at": now} if letter.secret else {}
    _mark(letter, state=Letter.State.SENT, sent_at=now, answer="", **erased)


def _refused(letter: Letter, code: int, words: str) -> None:
    answer = f"{code} {words}"
    if code in NOT_LET_IN:
        _mark(letter, state=Letter.State.WAITING, attempts=F("attempts") - 1, answer=answer)
        raise Unreachable(answer)
    if code >= 500:
        _fail(letter, answer)
    else:
        _wait(letter, answer)


def _wait(letter: Letter, answer: str) -> None:
    if letter.attempts >= GIVES_UP_AFTER:
        return _fail(letter, answer)
    minutes = RETRY_MINUTES[min(letter.attempts, len(RETRY_MINUTES)) - 1]
    later = timezone.now() + timedelta(minutes=minutes)
    _mark(letter, state=Letter.State.WAITING, not_before=later, answer=answer)
    logger.warning("letter %s waits %s min", letter.pk, minutes)


def _fail(letter: Letter, answer: str) -> None:
    _mark(letter, state=Letter.State.FAILED, answer=answer)
    logger.warning("letter %s could not be delivered", letter.pk)


def _mark(letter: Letter, **changes: object) -> None:
    """Write down what became of the letter; a busy database must not make it leave twice."""
    held = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, leased_by=letter.leased_by)
    for pause in (0.5, 2, 8, 0):
        try:
            held.update(leased_until=None, leased_by="", **changes)
            return
        except OperationalError:
            if not pause:
                raise
            time.sleep(pause)


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        from_email=formataddr((letter.from_name, settings.DEFAULT_FROM_EMAIL)),
        to=[letter.to_address],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(letter.queued_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter.body_html:
        message.attach_alternative(letter.body_html, "text/html")
    if letter.calendar:
        method = letter.calendar_method or "REQUEST"
        message.attach("termin.ics", letter.calendar, f"text/calendar; method={method}")
    return message


@transaction.atomic
def send_again(letter: Letter) -> Letter:
    """The office tries a failed or waiting letter once more, at once. A sent or erased one stays as it is."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state in (Letter.State.FAILED, Letter.State.WAITING) and not letter.erased_at:
        letter.state, letter.not_before, letter.attempts = Letter.State.WAITING, timezone.now(), 0
        letter.save(update_fields=["state", "not_before", "attempts"])
    return letter


@transaction.atomic
def erase_recipient(label: str, key: int) -> int:
    """Art. 17 DSGVO: names, addresses and words of its letters go; unsent ones stay unsent. How many."""
    letters = Letter.objects.filter(recipient_label=label, recipient_id=key)
    letters.exclude(state=Letter.State.SENT).update(state=Letter.State.FAILED, leased_until=None)
    return letters.update(
        to_name="", to_address="", reply_to="", subject="", body="", body_html="", calendar="", answer="",
        erased_at=timezone.now(),
    )  # fmt: skip
