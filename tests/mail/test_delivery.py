"""Letters on their way out, with a real mail server that also misbehaves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from dnm.centre.models import Closure
from dnm.mail import transport
from dnm.mail.actions import GIVES_UP_AFTER, Recipient, claim, deliver_waiting, queue_text, send_again
from dnm.mail.models import Letter
from dnm.mail.postman import postman
from dnm.mail.queries import failed_count, letters, letters_about, overdue_count, unsent_count
from dnm.mail.transport import Unreachable, address_for_smtp
from tests.postbox import Postbox

pytestmark = pytest.mark.django_db


def letter(number: int = 1, **more: object) -> Letter:
    to = Recipient(f"leser{number}@betrieb.example", "Katrin Rehmert", "de", "directory.contact", number)
    return queue_text("test/letter", f"Brief {number}", "Guten Tag,\n\nwie geht es Ihnen?", to=to, **more)  # type: ignore[arg-type]


def fresh(written: Letter) -> Letter:
    return Letter.objects.get(pk=written.pk)


def due_now() -> None:
    Letter.objects.filter(state="waiting").update(not_before=timezone.now())


def test_a_letter_arrives_as_it_was_written(smtp: Postbox) -> None:
    written = letter(sender="Anna Beckmann", reply_to="anna@dzm.example")
    assert deliver_waiting() == 1
    (message,) = smtp.messages
    assert message["Message-ID"] == written.message_id
    assert message["Subject"] == "Brief 1"
    assert message["From"] == "Anna Beckmann <zentrum@dnm.example>"
    assert message["Reply-To"] == "anna@dzm.example"
    assert message["X-RcptTo"] == "leser1@betrieb.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == written.queued_at.replace(microsecond=0)
    plain = message.get_body(("plain",))
    assert plain
    assert plain.get_content().replace("\r\n", "\n").strip() == "Guten Tag,\n\nwie geht es Ihnen?"
    assert message.get_body(("html",)) is not None
    sent = fresh(written)
    assert (sent.state, sent.attempts, sent.leased_until, sent.leased_by) == ("sent", 1, None, "")
    assert deliver_waiting() == 0


def test_names_with_umlauts_quotes_and_commas_stay_whole(smtp: Postbox) -> None:
    letter(sender='Müller, "Jo" & Söhne')
    assert deliver_waiting() == 1
    assert smtp.messages[0]["From"].addresses[0].display_name == 'Müller, "Jo" & Söhne'


def test_every_line_ends_as_mail_wants_it(smtp: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers refuse bare line feeds since 2024 (SMTP smuggling)."""
    seen: list[bytes] = []
    original = smtp.handle_DATA

    async def look(server: object, session: object, envelope: object) -> str:
        seen.append(envelope.original_content)  # type: ignore[attr-defined]
        return await original(server, session, envelope)  # type: ignore[arg-type]

    monkeypatch.setattr(smtp, "handle_DATA", look)
    letter()
    deliver_waiting()
    assert seen[0].replace(b"\r\n", b"").count(b"\n") == 0


def test_a_calendar_file_is_attached_with_its_method(smtp: Postbox) -> None:
    letter(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="CANCEL")
    letter(2, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert deliver_waiting() == 2
    parts = [part for message in smtp.messages for part in message.walk() if part.get_filename() == "termin.ics"]
    assert [(part.get_content_type(), part.get_param("method")) for part in parts] == [
        ("text/calendar", "CANCEL"), ("text/calendar", "REQUEST"),
    ]  # fmt: skip


def test_the_words_of_a_secret_letter_are_erased_once_it_left(smtp: Postbox) -> None:
    secret = letter(secret=True)
    assert deliver_waiting() == 1
    sent = fresh(secret)
    assert (sent.body, sent.body_html, sent.erased_at) == ("", "", sent.sent_at)
    assert "wie geht es" in smtp.messages[0].as_string()


def test_a_letter_put_off_by_the_server_is_tried_again_later(smtp: Postbox) -> None:
    written = letter()
    smtp.answer = "451 greylisted, try again"
    assert deliver_waiting() == 0
    waiting = fresh(written)
    assert (waiting.state, waiting.attempts, waiting.answer) == ("waiting", 1, "451 greylisted, try again")
    assert timedelta(seconds=50) < waiting.not_before - timezone.now() <= timedelta(minutes=1)
    assert deliver_waiting() == 0
    assert smtp.attempts == 1
    smtp.answer = ""
    due_now()
    assert deliver_waiting() == 1
    assert fresh(written).answer == ""


def test_a_letter_put_off_for_five_days_goes_to_the_office(smtp: Postbox) -> None:
    written = letter()
    Letter.objects.update(attempts=GIVES_UP_AFTER - 1)
    smtp.answer = "451 still not"
    deliver_waiting()
    assert (fresh(written).state, fresh(written).answer) == ("failed", "451 still not")
    assert failed_count() == 1


def test_a_refused_letter_goes_to_the_office_and_the_others_leave(smtp: Postbox) -> None:
    refused, fine = letter(1), letter(2)
    smtp.refused["leser1@betrieb.example"] = "550 no such user"
    assert deliver_waiting() == 1
    assert (fresh(refused).state, fresh(refused).answer) == ("failed", "550 no such user")
    assert fresh(fine).state == "sent"


def test_a_letter_that_cannot_be_written_down_does_not_hold_the_others(smtp: Postbox) -> None:
    broken, fine = letter(1), letter(2)
    Letter.objects.filter(pk=broken.pk).update(to_address="jörg@betrieb.example")
    assert deliver_waiting() == 1
    assert fresh(broken).state == "failed"
    assert "letters that mail servers do not know" in fresh(broken).answer
    assert fresh(fine).state == "sent"


def test_a_domain_with_umlauts_is_reached() -> None:
    assert address_for_smtp("info@müller.example") == "info@xn--mller-kva.example"


def test_the_office_can_send_a_refused_letter_again(smtp: Postbox) -> None:
    written = letter()
    smtp.answer = "550 mailbox full"
    deliver_waiting()
    smtp.answer = ""
    assert send_again(written).state == "waiting"
    assert deliver_waiting() == 1
    assert send_again(written).state == "sent"


def test_an_erased_letter_is_not_sent_again() -> None:
    written = letter()
    Letter.objects.update(state="failed", erased_at=timezone.now(), body="")
    assert send_again(written).state == "failed"


def test_a_server_that_is_gone_costs_no_letter_an_attempt_and_is_told_to_the_office(smtp: Postbox) -> None:
    written = [letter(number) for number in range(3)]
    smtp.stop()
    for _ in range(20):
        with pytest.raises(Unreachable, match="Connection refused"):
            deliver_waiting()
    rows = [fresh(row) for row in written]
    assert [(row.state, row.attempts) for row in rows] == [("waiting", 0)] * 3
    assert ["Connection refused" in row.answer for row in rows] == [True] * 3
    assert unsent_count() == 3
    smtp.start()
    assert deliver_waiting() == 3
    assert [fresh(row).answer for row in written] == ["", "", ""]
    assert sorted(message["Message-ID"] for message in smtp.messages) == sorted(r.message_id for r in written)


def test_a_server_that_does_not_let_us_in_is_no_letters_fault(smtp: Postbox) -> None:
    written = letter()
    smtp.answer = "530 Authentication required"
    with pytest.raises(Unreachable, match="530 Authentication required"):
        deliver_waiting()
    assert (fresh(written).state, fresh(written).attempts) == ("waiting", 0)
    smtp.answer = ""
    assert deliver_waiting() == 1


def test_a_wrong_password_is_no_letters_fault(smtp: Postbox, settings: Settings) -> None:
    written = letter()
    settings.EMAIL_URL = f"smtp://user:pass@127.0.0.1:{smtp.port}"
    with pytest.raises(Unreachable):
        deliver_waiting()
    assert fresh(written).state == "waiting"


@pytest.mark.parametrize("url", ["http://127.0.0.1", "smtps://127.0.0.1:{port}", "smtp+tls://127.0.0.1:{port}"])
def test_an_address_that_cannot_work_is_no_letters_fault(smtp: Postbox, settings: Settings, url: str) -> None:
    written = letter()
    settings.EMAIL_URL = url.format(port=smtp.port)
    with pytest.raises(Unreachable):
        deliver_waiting()
    assert fresh(written).state == "waiting"


def test_a_connection_lost_before_the_answer_is_tried_again_with_the_same_id(smtp: Postbox) -> None:
    written = letter()
    smtp.hang_up = "before"
    with pytest.raises(Unreachable):
        deliver_waiting()
    assert (fresh(written).state, fresh(written).attempts) == ("waiting", 1)
    smtp.hang_up = ""
    due_now()
    assert deliver_waiting() == 1
    assert [message["Message-ID"] for message in smtp.messages] == [written.message_id]


def test_a_server_that_hangs_up_between_two_letters_is_called_again(smtp: Postbox) -> None:
    with transport.Transport() as way:
        way.make_ready()
        smtp.stop()
        smtp.start()
        way.make_ready()
        way.send(EmailMessage("x", "y", "zentrum@dnm.example", ["leser@betrieb.example"]))
    assert len(smtp.messages) == 1


def test_two_senders_never_hold_the_same_letter() -> None:
    letter(1)
    letter(2)
    held = [claim("a" * 32), claim("b" * 32), claim("c" * 32)]
    assert sorted(row.to_address if row else "" for row in held) == [
        "", "leser1@betrieb.example", "leser2@betrieb.example",
    ]  # fmt: skip


def test_a_letter_whose_sender_was_killed_is_due_at_once_for_its_successor(smtp: Postbox) -> None:
    with postman() as holder:
        pass
    written = letter()
    assert claim(holder)
    assert deliver_waiting() == 1
    assert (fresh(written).state, fresh(written).attempts) == ("sent", 2)


def test_a_letter_held_elsewhere_is_due_when_its_lease_ran_out(smtp: Postbox) -> None:
    written = letter()
    assert claim("another machine".ljust(32))
    assert deliver_waiting() == 0
    Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert deliver_waiting() == 1
    assert fresh(written).state == "sent"


def test_one_process_per_data_folder_delivers(smtp: Postbox) -> None:
    letter()
    with postman() as holder:
        assert len(holder) == 32
        assert deliver_waiting() == 0
    with postman() as again:
        assert again == holder
    assert deliver_waiting() == 1


def test_delivery_stops_between_two_letters_when_asked_to(smtp: Postbox) -> None:
    letter(1)
    letter(2)
    assert deliver_waiting(stop=lambda: len(smtp.messages) == 1) == 1
    assert deliver_waiting(limit=0) == 0
    assert unsent_count() == 1


def test_without_a_server_letters_become_files(own_folder: Path, settings: Settings) -> None:
    settings.EMAIL_URL = ""
    written = letter()
    assert deliver_waiting() == 1
    (file,) = (own_folder / "outbox").iterdir()
    assert written.message_id.encode() in file.read_bytes()


def test_the_office_sees_letters_newest_first_and_those_that_wait_too_long() -> None:
    subject = Closure(pk=7)
    old, new = letter(1, subject=subject), letter(2)
    Letter.objects.filter(pk=old.pk).update(queued_at=timezone.now() - timedelta(hours=2))
    assert list(letters()) == [new, old]
    assert list(letters_about(subject)) == [old]
    assert overdue_count() == 1


def busy(times: int) -> Callable[..., object]:
    """A database that is locked for the first so many attempts to write down that a letter left."""
    left = [times]

    def wrapper(execute: Callable[..., object], sql: str, *more: object) -> object:
        if sql.startswith('UPDATE "mail_letter"') and '"sent_at"' in sql and left[0]:
            left[0] -= 1
            raise OperationalError("database is locked")
        return execute(sql, *more)

    return wrapper


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_does_not_make_a_letter_leave_twice(smtp: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    written = letter()
    with connection.execute_wrapper(busy(3)):
        assert deliver_waiting() == 1
    assert fresh(written).state == "sent"
    assert len(smtp.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stays_locked_is_an_error_and_the_letter_stays_held(
    smtp: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    written = letter()
    with connection.execute_wrapper(busy(4)), pytest.raises(OperationalError, match="locked"):
        deliver_waiting()
    assert fresh(written).state == "sending"


def test_letters_of_a_demo_region_stay_in_a_folder_whatever_server_is_set(smtp, settings):
    settings.DEMO = True
    letter = queue_text("test", "Betreff", "Text", to=Recipient("anna@dzm.example"))
    assert deliver_waiting() == 1
    letter.refresh_from_db()
    assert (letter.state, smtp.messages) == ("sent", [])
    assert len(list((settings.DATA_DIR / "outbox").glob("*.eml"))) >= 1
