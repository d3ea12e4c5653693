""" "Das stimmt nicht", calls, mailed codes, the receipt and the look ahead."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from dnm.accounts.actions import Refused
from dnm.accounts.rules import SYSTEM
from dnm.cli.snapshot import logical_hash
from dnm.introductions import actions
from dnm.introductions.actions.preview import letters_of
from dnm.introductions.links import DISPUTE_SALT, dispute_of, step_of_dispute
from dnm.introductions.models import Disclosure, Introduction, MailedLink, PhoneTask, Release, StepTaken
from dnm.introductions.papers import disclosure_receipt
from dnm.introductions.workflow import Party, State
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.stories import Story, story

pytestmark = pytest.mark.django_db
SPOKEN = actions.Spoken("phone", "Frau Rehmert", timezone.localdate())


def recorded_introduction() -> tuple[Story, StepTaken]:
    told = story(State.COMPANY_ASKED)
    actions.record_introduction(told.case, by=told.scout, spoken=SPOKEN)
    return told, StepTaken.objects.get(name="record_introduction")


# --- Disputes ---


def test_a_contested_consent_is_void_and_its_fields_are_hidden_from_the_other_side():
    _told, step = recorded_introduction()
    actions.dispute(step, "Das habe ich nie gesagt.", side=Party.COMPANY)
    assert [(one.side, one.valid) for one in Release.objects.order_by("side")] == [
        ("company", False),
        ("startup", True),
    ]
    hidden = Disclosure.objects.exclude(hidden_at=None).values_list("side", flat=True)
    assert set(hidden) == {"company"}
    step.refresh_from_db()
    assert step.dispute == "Das habe ich nie gesagt."
    call = PhoneTask.objects.get()
    assert (call.side, call.reason) == ("company", "Widerspruch klären: „Das stimmt nicht“")
    kinds = list(Letter.objects.order_by("pk").values_list("kind", flat=True))[-2:]
    assert kinds == ["introductions/release_withdrawn", "introductions/disputed_office"]


def addresses_in(letter: Letter) -> set[str]:
    """Where the letter leads to contest it, in its plain and in its HTML part."""
    own = re.escape(settings.PUBLIC_URL)
    return {
        path
        for body in (letter.body, letter.body_html)
        for path in re.findall(rf"{own}(/[^\s\"<>]*stimmt-nicht[^\s\"<>]*)", unescape(body))
    }


@pytest.mark.parametrize(("side", "language"), [(Party.COMPANY, "de"), (Party.STARTUP, "de"), (Party.STARTUP, "en")])
def test_the_address_in_the_letter_opens_the_page_that_contests_and_reading_it_changes_nothing(
    side: Party, language: str
):
    told = story(State.RELEASE_PENDING, language=language)
    today = timezone.localdate()
    spoken = actions.Spoken("phone", "Katrin Rehmert", today, "im Büro")
    actions.pause(told.fresh(), until=today + timedelta(days=9), by=told.scout, for_party=side, spoken=spoken)
    step = told.case.steps.get(name="pause")
    letter = Letter.objects.get(kind="introductions/step_recorded")
    assert (letter.language, letter.body.count("stimmt-nicht"), letter.body_html.count("stimmt-nicht") > 0) == (
        language, 1, True,
    )  # fmt: skip
    [address] = addresses_in(letter)
    visitor, before = Client(), logical_hash()
    for _time in range(2):
        page = visitor.get(address)
        assert (page.status_code, visitor.head(address).status_code) == (200, 200)
        assert "Katrin Rehmert" in page.content.decode()
    assert logical_hash() == before
    assert visitor.post(address, {"text": "Das war ich nicht."}).status_code == 200
    step.refresh_from_db()
    assert (step.dispute, step.disputed_at is not None) == ("Das war ich nicht.", True)
    assert PhoneTask.objects.get().side == side


def test_contesting_twice_changes_nothing_more():
    _told, step = recorded_introduction()
    actions.dispute(step, "Nein.", side=Party.COMPANY)
    before = Letter.objects.count()
    actions.dispute(step, "Nein.", side=Party.COMPANY)
    assert Letter.objects.count() == before


def test_without_a_side_both_recorded_consents_are_void():
    _told, step = recorded_introduction()
    actions.dispute(step, "Nein.")
    assert Release.objects.filter(voided_at=None).count() == 0
    assert PhoneTask.objects.count() == 2


def test_a_contested_release_is_waited_for_again():
    told = story(State.RELEASE_PENDING)
    case = told.fresh()
    actions.give_release(
        case, Party.COMPANY, ["organisation", "phone"], by=told.scout, language="de",
        shown_hash=actions.offered_hash(case, Party.COMPANY, "de"), spoken=SPOKEN,
    )  # fmt: skip
    assert told.fresh().waits_for == [Party.STARTUP]
    actions.dispute(StepTaken.objects.get(name="release"), "Nein.", side=Party.COMPANY)
    assert told.fresh().waits_for == [Party.COMPANY, Party.STARTUP]


def test_what_somebody_clicked_is_not_undone_by_a_dispute():
    told = story(State.INTRODUCED)
    step = StepTaken.objects.filter(name="release").first()
    actions.dispute(step, "Das war ich nicht.")
    assert Release.objects.filter(voided_at=None).count() == 2
    assert told.fresh().state == State.INTRODUCED


def test_a_dispute_link_tells_step_and_side_and_a_false_one_nothing():
    _told, step = recorded_introduction()
    token = signing.dumps([step.pk, "startup"], salt=DISPUTE_SALT)
    assert dispute_of(token) == (step, "startup")
    assert step_of_dispute(token) == step
    for false in (token + "x", signing.dumps([step.pk, "startup"], salt="other")):
        assert (dispute_of(false), step_of_dispute(false)) == (None, None)
    assert dispute_of(signing.dumps([0, "startup"], salt=DISPUTE_SALT)) is None


# --- Calls ---


def test_a_second_reason_joins_the_open_call():
    told = story(State.STARTUP_ASKED)
    today = timezone.localdate()
    actions.plan_call(told.case, Party.STARTUP, "Nachfragen", due_on=today + timedelta(days=3), by=told.scout)
    actions.plan_call(told.case, Party.STARTUP, "Termin", due_on=today, by=told.scout)
    actions.plan_call(told.case, Party.STARTUP, "Termin", due_on=today, by=told.scout)
    call = PhoneTask.objects.get()
    assert (call.reason, call.due_on) == ("Termin; Nachfragen", today)


def test_calls_are_planned_for_a_day_to_come_with_a_reason_by_the_office():
    told = story(State.STARTUP_ASKED)
    today = timezone.localdate()
    for reason, day, by, words in [
        (" ", today, told.scout, "worum es in dem Anruf geht"),
        ("x", today - timedelta(days=1), told.scout, "heute oder einen späteren Tag"),
        ("x", today, told.company, "Das entscheidet das Büro"),
    ]:
        with pytest.raises(Refused, match=words):
            actions.plan_call(told.case, Party.STARTUP, reason, due_on=day, by=by)


def test_a_call_is_done_once_with_what_was_said():
    told = story(State.STARTUP_ASKED)
    call = actions.plan_call(told.case, Party.STARTUP, "Nachfragen", due_on=timezone.localdate(), by=told.scout)
    with pytest.raises(Refused, match="was besprochen wurde"):
        actions.done_calling(call, " ", by=told.scout)
    with pytest.raises(Refused, match="Das entscheidet das Büro"):
        actions.done_calling(call, "x", by=told.startup)
    actions.done_calling(call, "Ruft zurück.", by=told.scout)
    actions.done_calling(call, "Etwas anderes.", by=told.scout)
    call.refresh_from_db()
    assert (call.outcome, call.done_by.pk) == ("Ruft zurück.", told.scout.id)
    assert Entry.objects.filter(verb="introduction.called").count() == 1


def test_a_call_before_the_deadline_leaves_the_deadline():
    told = story(State.STARTUP_ASKED)
    due = told.case.due_on
    call = actions.plan_call(told.case, Party.STARTUP, "Nachfragen", due_on=timezone.localdate(), by=told.scout)
    actions.done_calling(call, "Alles gut.", by=SYSTEM)
    assert told.fresh().due_on == due


# --- Codes ---


def code_of(link: MailedLink) -> str:
    actions.send_code(link)
    body = Letter.objects.filter(kind="introductions/link_code").order_by("-pk").first().body
    return next(line for line in body.splitlines() if line.isdigit())


def a_link() -> MailedLink:
    story(State.STARTUP_ASKED)
    return MailedLink.objects.order_by("-pk").first()


def test_a_code_opens_once():
    link = a_link()
    code = code_of(link)
    assert actions.open_with_code(link, f"{code[:3]} {code[3:]}") == link
    with pytest.raises(Refused, match="gilt nicht mehr"):
        actions.open_with_code(link, code)


def test_a_wrong_code_is_counted_and_worn_out_after_five():
    link = a_link()
    code = code_of(link)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _attempt in range(5):
        with pytest.raises(Refused, match="stimmt nicht"):
            actions.open_with_code(link, wrong)
    with pytest.raises(Refused, match="Zu viele Versuche"):
        actions.open_with_code(link, code)


def test_a_late_code_and_revoked_links_open_nothing():
    link = a_link()
    code = code_of(link)
    MailedLink.objects.update(code_expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="gilt nicht mehr"):
        actions.open_with_code(link, code)
    actions.revoke_links(link.contact)
    assert MailedLink.objects.filter(contact=link.contact, revoked_at=None).count() == 0


# --- Receipt, look ahead ---


def words_of(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())


def receipt_for(told: Story, reader: Party | None) -> str:
    return words_of(disclosure_receipt(told.fresh(), reader, language="de", now=timezone.now()))


def test_the_receipt_lists_what_went_to_whom():
    told = story(State.INTRODUCED)
    words = receipt_for(told, None)
    assert "Quittung über die Weitergabe von Angaben" in words
    assert "Gussauge, Köln" in words
    assert "Kunststofftechnik Rehmert GmbH, Werl" in words
    assert "gussauge@startup.example" in words
    assert told.case.number in words


def test_the_receipt_of_the_other_side_forgets_what_was_withdrawn():
    told = story(State.INTRODUCED)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)
    own, other, office = (receipt_for(told, reader) for reader in (Party.COMPANY, Party.STARTUP, None))
    assert [("Rehmert" in words, "widerrufen, nicht mehr sichtbar" in words) for words in (own, other, office)] == [
        (True, False), (False, True), (True, False),
    ]  # fmt: skip
    assert told.need.title not in other


def test_looking_ahead_tells_the_letters_and_leaves_no_trace():
    told = story(State.STARTUP_ASKED)
    before = (Letter.objects.count(), Entry.objects.count(), StepTaken.objects.count())
    letters = letters_of(lambda: actions.stop(told.fresh(), by=told.scout, reason_code="no_budget"))
    assert [letter.kind for letter in letters] == ["introductions/stopped"] * 2
    assert (Letter.objects.count(), Entry.objects.count(), StepTaken.objects.count()) == before
    assert told.fresh().state == State.STARTUP_ASKED
    with pytest.raises(actions.StepRefused):
        letters_of(
            lambda: (
                actions.resume(Introduction.objects.get(), by=told.company)
                and actions.stop(told.fresh(), by=told.scout, reason_code="")
            )
        )
