"""What people are told, in their language, and that hostile names do no harm."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.utils import timezone

from dnm.accounts import actions as accounts
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.centre.actions import change_centre
from dnm.introductions import actions
from dnm.introductions.links import dispute_of
from dnm.introductions.models import Introduction, MailedLink
from dnm.introductions.workflow import Party, State
from dnm.mail.actions import deliver_waiting
from dnm.mail.models import Letter
from dnm.matching.actions import approve_teaser, submit_need
from dnm.matching.rules import teaser_hash
from tests.factories import ContactFactory, NeedFactory, OrganisationFactory, UserFactory
from tests.stories import Story, a_scout, story

pytestmark = pytest.mark.django_db
DAY = r"\w+, \d+\. \w+"


def letter(kind: str, name: str = "") -> Letter:
    return Letter.objects.get(kind=f"introductions/{kind}", to_name__startswith=name)


def address_in(body: str) -> str:
    return re.search(r"http\S+", body).group()


def test_a_letter_before_the_introduction_names_the_act_and_the_day_and_nothing_else():
    told = story(State.STARTUP_ASKED)
    asked = letter("ask_startup")
    assert re.fullmatch(rf"Bitte antworten Sie bis {DAY}: Möchten Sie einen Betrieb kennenlernen\?", asked.subject)
    assert asked.body.splitlines()[0] == "Guten Tag, Frau Aksoy,"
    secrets = [
        told.need.title, told.need.problem, told.need.number, told.need.organisation.name,
        told.need.organisation.place, told.case.company_contact.last_name, told.case.company_contact.email,
    ]  # fmt: skip
    assert [word for word in secrets if word in asked.body + asked.subject + asked.body_html] == []
    assert asked.secret
    assert asked.reply_to == told.case.owner.email


def test_the_whole_shortlist_is_one_letter_to_the_company():
    told = story(State.COMPANY_ASKED)
    asked = letter("ask_company")
    assert re.fullmatch(rf"Bitte entscheiden Sie bis {DAY}: Wen möchten Sie kennenlernen\?", asked.subject)
    assert f"zu Ihrem Bedarf {told.need.number} haben wir ein Startup ausgesucht" in asked.body
    assert address_in(asked.body).endswith(f"?weiter=/mein/bedarfe/{told.need.pk}/vorschlaege/")
    assert MailedLink.objects.get(contact=told.case.company_contact).need == told.need


def test_a_contact_with_an_account_gets_the_address_of_the_page_itself():
    told = story(State.COMPANY_ASKED)
    contact = told.case.startup_contact
    contact.user = UserFactory()
    contact.save()
    teaser = told.need.teasers.get()
    approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    actions.company_says_yes(told.case, by=told.company)
    asked = letter("ask_startup")
    assert address_in(asked.body) == f"{settings.PUBLIC_URL}/mein/steckbriefe/{told.case.pk}/"
    assert not asked.secret


@pytest.mark.parametrize(
    ("salutation", "first", "last", "greeting"),
    [
        ("Frau", "Leyla", "Aksoy", "Guten Tag, Frau Aksoy,"),
        ("Herr", "", "Aksoy", "Guten Tag, Herr Aksoy,"),
        ("", "Leyla", "Aksoy", "Guten Tag, Leyla Aksoy,"),
        ("", "", "", "Guten Tag,"),
    ],
)
def test_people_are_greeted_by_name(salutation: str, first: str, last: str, greeting: str):
    firm = OrganisationFactory()
    ContactFactory(organisation=firm, salutation=salutation, first_name=first, last_name=last)
    submit_need(NeedFactory(organisation=firm), by=SYSTEM, scout=UserFactory(roles=[Role.SCOUT]))
    received = Letter.objects.get(kind="matching/need_received")
    assert received.body.splitlines()[0] == greeting


def test_the_receipt_of_a_need_says_who_calls_by_when():
    scout = UserFactory(roles=[Role.SCOUT], first_name="Anna", last_name="Beckmann", phone="02941 555-0112")
    firm = OrganisationFactory()
    ContactFactory(organisation=firm)
    need = submit_need(NeedFactory(organisation=firm), by=SYSTEM, scout=scout)
    received = Letter.objects.get(kind="matching/need_received")
    assert re.fullmatch(rf"Wir rufen Sie bis {DAY} an: Ihr Bedarf {need.number}", received.subject)
    assert "Anna Beckmann liest ihn und ruft Sie bis" in received.body
    assert "Telefon 02941 555-0112" in received.body
    arrived = Letter.objects.get(kind="matching/need_arrived")
    assert arrived.to_address == scout.email
    assert f"{settings.PUBLIC_URL}/buero/bedarfe/{need.pk}/" in arrived.body
    assert need.title not in arrived.body + arrived.subject + received.body + received.subject


def test_the_introduction_carries_what_was_released_word_for_word():
    story(State.INTRODUCED)
    company, startup = letter("introduced", "Katrin"), letter("introduced", "Leyla")
    assert "Name und Ort: Gussauge, Köln\nAnsprechperson: Leyla Aksoy, Gründerin\nE-Mail-Adresse: " in company.body
    assert "Name und Ort: Kunststofftechnik Rehmert GmbH, Werl" in startup.body
    assert "Telefon: 02922 555-0140" in startup.body


def test_the_calendar_file_names_only_what_the_other_side_released():
    told = story(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    told.release(Party.COMPANY, ["organisation", "phone"])
    begin = timezone.now() + timedelta(days=3)
    actions.schedule_meeting(
        told.fresh(), starts=begin, ends=begin + timedelta(hours=1), moderator=told.case.owner, place="Werl",
        by=told.scout,
    )  # fmt: skip
    company, startup = letter("meeting_arranged", "Katrin"), letter("meeting_arranged", "Leyla")
    assert told.case.company_contact.email not in startup.calendar
    assert "gussauge@startup.example" in company.calendar.replace("\r\n ", "")
    assert "Kunststofftechnik Rehmert" in startup.calendar.replace("\r\n ", "")


def test_a_recorded_answer_is_confirmed_with_a_way_to_contest_it():
    told = story(State.COMPANY_ASKED)
    spoken = actions.Spoken("phone", "Katrin Rehmert", timezone.localdate(), "im Büro")
    actions.decline(told.case, Party.COMPANY, by=told.scout, spoken=spoken)
    confirmed = letter("step_recorded")
    assert "Nein danke." in confirmed.body
    assert "was Katrin Rehmert am" in confirmed.body
    assert "am Telefon gesagt hat" in confirmed.body
    assert confirmed.secret
    link = address_in(confirmed.body.partition("Das stimmt nicht:")[2])
    step, side = dispute_of(link.split("/stimmt-nicht/")[1].removesuffix("/"))
    assert (step.name, side) == ("decline", "company")


def test_the_deputy_is_named_in_letters_and_hears_of_the_case_too():
    told = story(State.STARTUP_ASKED)
    deputy = UserFactory(roles=[Role.LEAD], first_name="Jens", last_name="Althaus", phone="02941 555-0113")
    today = timezone.localdate()
    accounts.name_deputy(told.case.owner, deputy, starts=today, ends=today + timedelta(days=5), by=SYSTEM)
    actions.decline(told.case, Party.STARTUP, by=told.startup)
    office = Letter.objects.filter(kind="introductions/declined_office").values_list("to_address", flat=True)
    assert sorted(office) == sorted([told.case.owner.email, deputy.email])
    assert "Zurzeit vertritt mich Jens Althaus. Telefon 02941 555-0113" in letter("declined").body


def test_a_letter_to_the_office_carries_number_and_address_only():
    told = story(State.STARTUP_ASKED)
    actions.decline(told.case, Party.STARTUP, by=told.startup, reason_code="no_capacity")
    office = letter("declined_office")
    assert office.subject == f"{told.case.number}: Eine Seite hat abgesagt"
    assert f"{settings.PUBLIC_URL}/buero/vermittlungen/{told.case.pk}/" in office.body
    assert [name for name in (told.need.organisation.name, "Gussauge", "Kapazität") if name in office.body] == []


HOSTILE = "Rehmert <script>alert(1)</script>\r\nBcc: x@evil.example\n\nhttp://evil.example/a"


def hostile_story() -> Story:
    told = story(State.RELEASE_PENDING)
    firm = told.need.organisation
    firm.name = HOSTILE
    firm.save()
    owner = User.objects.get(pk=told.scout.id)
    owner.last_name = 'Beck"mann\r\nBcc: y@evil.example'
    owner.save()
    contact = told.case.company_contact
    contact.last_name = "Muster\r\nBcc: z@evil.example <b>"
    contact.save()
    told.release(Party.COMPANY)
    told.release(Party.STARTUP)
    begin = timezone.now() + timedelta(days=3)
    actions.schedule_meeting(
        told.fresh(), starts=begin, ends=begin + timedelta(hours=1), moderator=told.fresh().owner, place="Werl",
        by=told.scout,
    )  # fmt: skip
    return told


def test_a_hostile_name_stays_a_name():
    hostile_story()
    for sent in Letter.objects.all():
        assert "\n" not in sent.subject
        assert "\r" not in sent.subject
        assert "<script" not in sent.body_html
        assert sent.body_html.count("<b>") <= 1
        assert 'href="http://evil' not in sent.body_html
        assert "\nBcc" not in sent.body


def test_a_hostile_name_reaches_no_header():
    hostile_story()
    while deliver_waiting():
        pass
    assert list(Letter.objects.exclude(state=Letter.State.SENT).values_list("kind", "answer")) == []
    for path in (settings.DATA_DIR / "outbox").glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert message["Bcc"] is None, path
        calendar = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
        if calendar:
            lines = calendar.get_content().replace("\r\n ", "").splitlines()
            assert [line for line in lines if line.startswith("Bcc")] == []


def test_letters_are_not_escaped_as_text_and_are_as_html():
    told = story(State.INTRODUCED)
    Introduction.objects.filter(pk=told.case.pk).update(owner=UserFactory(last_name="O'Neill & Söhne"))
    actions.stop(told.fresh(), by=told.scout, reason_code="no_budget")
    stopped = letter("stopped", "Katrin")
    assert "O'Neill & Söhne" in stopped.body
    assert "O&#x27;Neill &amp; Söhne" in stopped.body_html


def test_the_button_of_a_letter_leads_to_its_one_address():
    story(State.STARTUP_ASKED)
    asked = letter("ask_startup")
    address = address_in(asked.body)
    assert f'<a href="{address}"><font color="#ffffff"' in asked.body_html
    assert asked.body_html.count("<b>Steckbrief lesen</b>") == 1


def test_a_scout_without_telephone_gives_the_number_of_the_centre():
    change_centre(by=SYSTEM, phone="02941 555-0100")
    story(State.STARTUP_ASKED)
    assert "Telefon 02941 555-0100" in letter("ask_startup").body
    assert a_scout().name


def test_who_reads_english_gets_english_letters():
    story(State.INTRODUCED, language="en")
    asked, company = letter("ask_startup"), letter("introduced", "Katrin")
    assert re.fullmatch(r"Please answer by \w+, \d+ \w+: would you like to meet a company\?", asked.subject)
    assert asked.body.splitlines()[0] == "Hello Ms Aksoy,"
    assert "You do not need an account for this" in asked.body
    assert company.body.splitlines()[0].startswith("Guten Tag, Frau Rehmert")
