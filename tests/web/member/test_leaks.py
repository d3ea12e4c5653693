"""Planted words: what a side must not read stands nowhere on its pages, in its calendar, in its lists."""

import pytest
from django.test import Client
from django.utils import timezone

from dnm.introductions import actions
from dnm.introductions.models import Introduction, MailedLink
from dnm.introductions.papers import _receipt
from dnm.introductions.workflow import Party, State
from dnm.matching.models import Need
from tests.stories import Story, story
from tests.web.reading import signed_in

pytestmark = pytest.mark.django_db

COMPANY_SECRETS = {
    "company name": "Zwiebelfischguss",
    "company place": "Ortgeheim",
    "company street": "Geheimgasse",
    "company website": "zwiebelfisch.example",
    "contact name": "Verschwiegen",
    "contact e-mail": "stumm@zwiebelfisch.example",
    "contact phone": "0999 4711",
    "need title": "Titelgeheimnis",
    "need problem": "Problemgeheimnis",
    "need goal": "Zielgeheimnis",
    "decision maker": "Entscheidergeheimnis",
    "need number": "B-4711-0815",
    "scout's reason": "Shortlistgeheimnis",
    "other question": "Fragegeheimnis",
}
STARTUP_PAGES = [
    "/mein/", "/mein/freigaben/", "/mein/passende-bedarfe/", "/mein/steckbriefe/{case}/",
    "/mein/vermittlungen/{case}/", "/mein/vermittlungen/{case}/frage/", "/mein/vermittlungen/{case}/absagen/",
    "/mein/vermittlungen/{case}/pause/", "/mein/vermittlungen/{case}/termin.ics", "/mein/freigaben/{case}/",
    "/mein/freigaben/{case}/widerrufen/", "/mein/betrieb/angebote/{offer}/",
]  # fmt: skip
COMPANY_PAGES = [
    "/mein/", "/mein/bedarfe/", "/mein/bedarfe/{need}/", "/mein/bedarfe/{need}/vorschlaege/",
    "/mein/bedarfe/{need}/zurueckziehen/", "/mein/vermittlungen/{case}/",
    "/mein/vermittlungen/{case}/absagen/", "/mein/freigaben/", "/mein/freigaben/{case}/",
    "/mein/vermittlungen/{case}/termin.ics",
]  # fmt: skip


def planted(state: State) -> Story:
    """A case whose confidential columns hold words that occur nowhere else."""
    told = story(state)
    secret = COMPANY_SECRETS
    company, contact = told.case.company, told.case.company_contact
    company.name, company.place, company.street = (
        secret["company name"],
        secret["company place"],
        secret["company street"],
    )
    company.website = f"https://{secret['company website']}"
    company.save()
    contact.last_name, contact.email, contact.phone = (
        secret["contact name"], secret["contact e-mail"], secret["contact phone"],
    )  # fmt: skip
    contact.save()
    Need.objects.filter(pk=told.need.pk).update(
        title=secret["need title"], problem=secret["need problem"], goal=secret["need goal"],
        decision_maker=secret["decision maker"], number=secret["need number"], shown_to_startups=True,
    )  # fmt: skip
    reason = {"kind": "for", "topic": "text", "code": "text_pair", "points": 9, "parameters": {}}
    Introduction.objects.filter(pk=told.case.pk).update(
        title=secret["need title"], shortlist_reason=secret["scout's reason"],
        reasons=[reason | {"need_phrase": secret["need problem"], "offer_phrase": "Kamera"}],
    )  # fmt: skip
    actions.ask_question(told.fresh(), Party.COMPANY, secret["other question"], by=told.company)
    return told


def texts(actor, pages: list[str], told: Story) -> dict[str, str]:
    """Address -> everything the server answered, headers too."""
    client = signed_in(actor)
    found = {}
    for page in pages:
        address = page.format(case=told.case.pk, need=told.need.pk, offer=told.offer.pk)
        response = client.get(address)
        body = response.content.decode().replace("\r\n ", "")
        found[address] = f"{response.headers}\n{body}" if response.status_code == 200 else ""
    return found


def leaks(shown: dict[str, str], secrets: dict[str, str]) -> list[tuple[str, str]]:
    return [(address, name) for address, text in shown.items() for name, secret in secrets.items() if secret in text]


@pytest.mark.parametrize("state", [State.COMPANY_ASKED, State.STARTUP_ASKED, State.RELEASE_PENDING])
def test_before_the_introduction_a_startup_reads_nothing_of_the_company(state):
    told = planted(state)
    shown = texts(told.startup, STARTUP_PAGES, told)
    assert shown["/mein/"]
    assert leaks(shown, COMPANY_SECRETS) == []


def test_a_startup_whose_case_ended_early_still_reads_nothing():
    told = planted(State.RELEASE_PENDING)
    actions.decline(told.fresh(), Party.COMPANY, by=told.company, pass_on="Danke.")
    shown = texts(told.startup, STARTUP_PAGES, told)
    assert "Danke." in shown[f"/mein/vermittlungen/{told.case.pk}/"]
    assert leaks(shown, COMPANY_SECRETS) == []


def test_after_the_introduction_a_startup_reads_what_was_released_and_no_more():
    told = planted(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    told.release(Party.COMPANY, ["organisation", "phone"])
    shown = texts(told.startup, STARTUP_PAGES, told)
    released = {"company name", "company place", "contact phone"}
    kept = {name: secret for name, secret in COMPANY_SECRETS.items() if name not in released}
    assert COMPANY_SECRETS["contact phone"] in shown[f"/mein/vermittlungen/{told.case.pk}/"]
    assert leaks(shown, kept) == []


def test_after_a_withdrawal_a_startup_reads_nothing_again():
    told = planted(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    told.release(Party.COMPANY)
    actions.withdraw_release(told.fresh(), Party.COMPANY, by=told.company)
    shown = texts(told.startup, STARTUP_PAGES, told)
    assert shown[f"/mein/vermittlungen/{told.case.pk}/"]
    assert leaks(shown, COMPANY_SECRETS) == []


def test_before_the_introduction_a_company_reads_no_way_to_reach_the_startup():
    told = story(State.RELEASE_PENDING)
    secrets = {"e-mail": "gussauge@startup.example", "phone": "0221 555-0199", "person": "Aksoy"}
    told.release(Party.STARTUP)
    shown = texts(told.company, COMPANY_PAGES, told)
    assert "Gussauge" in shown["/mein/"]
    assert leaks(shown, secrets) == []


def test_a_companys_pages_never_tell_the_private_reason_and_question_of_a_startup():
    told = story(State.STARTUP_ASKED)
    actions.ask_question(told.case, Party.STARTUP, "Vertraulichefrage", by=told.startup)
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup, reason_code="competitor")
    refused = {"kind": "against", "topic": "refused", "code": "refused_before", "points": -20,
               "parameters": {"code": "competitor"}}  # fmt: skip
    Introduction.objects.filter(pk=told.case.pk).update(reasons=[refused])
    shown = texts(told.company, [page for page in COMPANY_PAGES if "absagen" not in page], told)
    assert leaks(shown, {"code": "competitor", "word": "Wettbewerber", "question": "Vertraulichefrage"}) == []


def test_nobody_reads_the_rating_of_the_other_side():
    told = story(State.MEETING_HELD)
    meeting = told.case.meetings.get()
    actions.rate_meeting(meeting, Party.COMPANY, 1, "Bewertunggeheim", by=told.company)
    assert leaks(texts(told.startup, STARTUP_PAGES, told), {"rating": "Bewertunggeheim"}) == []


def test_a_stranger_is_sent_to_the_sign_in():
    told = story(State.INTRODUCED)
    pages = [
        page.format(case=told.case.pk, need=told.need.pk, offer=told.offer.pk) for page in COMPANY_PAGES + STARTUP_PAGES
    ]
    answers = {page: Client().get(page) for page in pages}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(pages, 302)
    assert all(answer.url.startswith("/konto/login/") for answer in answers.values())
    assert MailedLink.objects.filter(introduction=told.case).exists()


def test_the_papers_of_a_startup_name_nobody_who_was_not_released():
    told = planted(State.RELEASE_PENDING)
    told.release(Party.STARTUP)
    told.release(Party.COMPANY, ["organisation", "phone"])
    name = COMPANY_SECRETS["contact name"]
    company_words, startup_words = (papers_of(told, side) for side in (Party.COMPANY, Party.STARTUP))
    assert "Leyla Aksoy" in company_words
    assert name not in startup_words
    assert told.company.name not in startup_words


def papers_of(told: Story, side: Party) -> str:
    """The words of the receipt before they are set as PDF."""
    return str(_receipt(told.fresh(), side, timezone.now()))
