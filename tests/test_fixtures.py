"""The fixtures that guard other tests do bite."""

import smtplib
from collections.abc import Callable

import pytest
from django.core.mail import send_mail
from playwright.sync_api import Page

from tests.postbox import Postbox

pytestmark = pytest.mark.once

PAGE = '<html lang="de"><head><title>Probe</title></head><body><main><h1>Probe</h1>{}</main></body></html>'


def deliver() -> None:
    send_mail("Grüße", "Hallo", "buero@dnm.example", ["werkstatt@firma.example"])


def test_the_accessibility_check_finds_an_image_without_a_text(page: Page, axe: Callable) -> None:
    page.set_content(PAGE.format("<p>gut</p>"))
    axe(page)
    page.set_content(PAGE.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_page_notices_errors_and_requests_to_strangers(page: Page) -> None:
    page.set_content(PAGE.format("<script>console.error('kaputt')</script>"))
    page.set_content(PAGE.format('<img alt="" src="http://fremd.example/bild.png">'), wait_until="load")
    noticed = [problem.partition("net::")[0] for problem in page.problems]
    page.problems.clear()
    assert noticed == [
        "kaputt",
        "request to a third party: http://fremd.example/bild.png",
        "Failed to load resource: ",
    ]


def test_the_postbox_keeps_letters_with_their_envelope(smtp: Postbox) -> None:
    deliver()
    assert [(letter["Subject"], letter["X-RcptTo"]) for letter in smtp.messages] == [
        ("Grüße", "werkstatt@firma.example")
    ]


def test_the_postbox_refuses_letters_and_recipients(smtp: Postbox) -> None:
    smtp.answer = "451 later"
    with pytest.raises(smtplib.SMTPDataError, match="later"):
        deliver()
    smtp.answer, smtp.refused["werkstatt@firma.example"] = "", "550 unknown"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver()
    assert (smtp.messages, smtp.attempts) == ([], 1)


@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 1)])
def test_the_postbox_hangs_up_in_the_middle_of_a_letter(smtp: Postbox, moment: str, kept: int) -> None:
    smtp.hang_up = moment
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver()
    assert len(smtp.messages) == kept


def test_the_postbox_can_be_gone_and_come_back(smtp: Postbox) -> None:
    smtp.stop()
    with pytest.raises(ConnectionRefusedError):
        deliver()
    smtp.start()
    deliver()
    assert len(smtp.messages) == 1
