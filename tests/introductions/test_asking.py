"""Asking, answering, refusing: what the two sides say and what follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.introductions import actions
from dnm.introductions.models import Introduction, Meeting, PhoneTask, Question, Release
from dnm.introductions.rules import consent_text, field_values, teaser_title
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from dnm.matching import actions as matching
from dnm.matching.models import Refusal
from dnm.matching.rules import teaser_hash
from tests.factories import ContactFactory, office
from tests.stories import ANSWERS, a_match, a_startup, a_teaser, story

pytestmark = pytest.mark.django_db
PHONE = actions.Spoken("phone", "Frau Rehmert", timezone.localdate())


def kinds() -> list[str]:
    return [
        kind.removeprefix("introductions/") for kind in Letter.objects.order_by("pk").values_list("kind", flat=True)
    ]


def test_asking_twice_asks_once():
    told = story(State.COMPANY_ASKED)
    assert actions.ask_company(told.need, by=told.scout) == []
    assert kinds().count("ask_company") == 1


def test_an_empty_shortlist_asks_nobody():
    told = story(State.SUGGESTED)
    with pytest.raises(Refused, match="noch kein Startup"):
        actions.ask_company(told.need, by=told.scout)


def test_a_closed_need_asks_nobody():
    told = story(State.SHORTLISTED)
    a_teaser(told.need, told.scout)
    matching.close_need(told.need, by=told.scout, solved=False)
    with pytest.raises(Refused, match="nicht freigeschaltet oder schon geschlossen"):
        actions.ask_company(told.need, by=told.scout)


def test_without_a_teaser_in_the_language_of_the_startup_nobody_is_asked():
    told = story(State.SHORTLISTED, language="en")
    with pytest.raises(Refused, match="fehlt der Steckbrief auf Englisch"):
        actions.ask_company(told.need, by=told.scout)


def test_a_confidential_need_leaves_the_office_by_no_way():
    told = story(State.SHORTLISTED)
    matching.set_confidentiality(told.need, by=told.scout, confidentiality="internal")
    with pytest.raises(Refused, match="vertraulich"):
        actions.ask_company(told.need, by=told.scout)
    with pytest.raises(Refused, match="vertraulich"):
        actions.record_introduction(told.fresh(), by=told.scout, spoken=PHONE)


def test_a_need_made_confidential_meanwhile_asks_no_startup():
    told = story(State.COMPANY_ASKED)
    matching.set_confidentiality(told.need, by=told.scout, confidentiality="internal")
    with pytest.raises(actions.StepRefused, match="vertraulich"):
        actions.company_says_yes(told.fresh(), by=told.company)


def test_the_company_approves_the_teaser_before_it_says_yes():
    told = story(State.COMPANY_ASKED)
    with pytest.raises(actions.StepRefused, match="zuerst den Steckbrief frei"):
        actions.company_says_yes(told.fresh(), by=told.company)
    assert "ask_startup" not in kinds()


def test_saying_yes_twice_is_saying_it_once():
    told = story(State.STARTUP_ASKED)
    assert actions.company_says_yes(told.fresh(), by=told.company).state == State.STARTUP_ASKED
    actions.startup_says_yes(told.fresh(), by=told.startup, answers=ANSWERS)
    actions.startup_says_yes(told.fresh(), by=told.startup, answers={"fit": "anders"})
    assert told.fresh().startup_answers == ANSWERS
    assert kinds().count("ask_startup") == 1


def test_a_startup_that_says_yes_on_the_page_goes_on_there_without_a_letter():
    told = story(State.STARTUP_ASKED)
    actions.startup_says_yes(told.fresh(), by=told.startup, answers=ANSWERS)
    asked = Letter.objects.filter(kind="introductions/ask_for_release")
    assert list(asked.values_list("to_name", flat=True)) == [told.case.company_contact.full_name]


def test_a_yes_by_telephone_brings_the_release_by_letter():
    told = story(State.STARTUP_ASKED)
    actions.startup_says_yes(told.fresh(), by=told.scout, answers={}, spoken=PHONE)
    assert kinds()[-3:] == ["step_recorded", "ask_for_release", "ask_for_release"]


def test_two_early_releases_introduce_with_the_yes():
    told = story(State.COMPANY_ASKED)
    told.release(Party.COMPANY)
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    actions.company_says_yes(told.fresh(), by=told.company)
    told.release(Party.STARTUP)
    assert told.fresh().state == State.STARTUP_ASKED
    assert actions.startup_says_yes(told.fresh(), by=told.startup, answers=ANSWERS).state == State.INTRODUCED


def test_the_consent_of_a_startup_names_the_teaser_and_never_the_need():
    told = story(State.RELEASE_PENDING)
    text = consent_text(told.fresh(), Party.STARTUP, ["organisation", "email"], "de")
    assert "Zweck: ein Erstgespräch über „Fehler früher erkennen“" in text
    assert told.need.title not in text
    assert told.need.title in consent_text(told.fresh(), Party.COMPANY, ["organisation"], "de")
    told.need.teasers.all().delete()
    assert teaser_title(told.fresh()) == ""
    assert "Zweck: ein Erstgespräch und was daraus folgt." in consent_text(
        told.fresh(), Party.STARTUP, ["organisation"], "de"
    )


def test_only_what_there_is_can_be_released():
    told = story(State.RELEASE_PENDING)
    contact = told.case.company_contact
    contact.phone = ""
    contact.save()
    assert "phone" not in field_values(told.fresh(), Party.COMPANY)
    with pytest.raises(actions.StepRefused, match="kennen wir nicht"):
        told.release(Party.COMPANY, ["organisation", "phone"])
    told.release(Party.COMPANY, ["organisation", "email", "email"])
    assert Release.objects.get().fields == ["email", "organisation"]


def test_a_no_is_remembered_and_told_to_whoever_knows():
    told = story(State.STARTUP_ASKED)
    actions.decline(
        told.fresh(), Party.STARTUP, by=told.startup, reason_code="no_capacity", pass_on="Erst im Sommer wieder."
    )
    actions.decline(told.fresh(), Party.STARTUP, by=told.startup)
    refusal = Refusal.objects.get()
    assert (refusal.side, refusal.reason_code) == ("startup", "no_capacity")
    assert kinds()[-2:] == ["declined", "declined_office"]
    assert told.fresh().passed_on == "Erst im Sommer wieder."
    with pytest.raises(actions.StepRefused, match="Diesen Grund kennen wir nicht"):
        actions.decline(story(State.STARTUP_ASKED).fresh(), Party.STARTUP, by=told.startup, reason_code="weather")


def test_a_startup_that_was_never_asked_hears_of_no_refusal():
    told = story(State.COMPANY_ASKED)
    actions.decline(told.fresh(), Party.COMPANY, by=told.company)
    assert "declined" not in kinds()


def test_a_sentence_passed_on_before_the_introduction_does_not_name_the_company():
    told = story(State.STARTUP_ASKED)
    with pytest.raises(actions.StepRefused, match="nennt Ihren Betrieb"):
        actions.decline(
            told.fresh(), Party.COMPANY, by=told.company, pass_on="KUNSTSTOFFTECHNIK REHMERT sucht anderes."
        )


def test_a_no_calls_the_planned_conversation_off():
    told = story(State.MEETING_SCHEDULED)
    actions.decline(told.fresh(), Party.COMPANY, by=told.company)
    assert Meeting.objects.get().state == Meeting.State.CANCELLED
    assert kinds()[-4:] == ["meeting_cancelled", "meeting_cancelled", "declined", "declined_office"]
    assert "Der Vorgang ist damit zu Ende." in Letter.objects.filter(kind="introductions/meeting_cancelled")[0].body


def test_a_pause_does_not_keep_anybody_from_saying_no():
    told = story(State.STARTUP_ASKED)
    actions.pause(told.fresh(), until=timezone.localdate() + timedelta(days=9), by=told.scout)
    assert actions.decline(told.fresh(), Party.COMPANY, by=told.company).state == State.DECLINED
    assert "declined" in kinds()


def test_a_question_is_asked_once_and_answered_once():
    told = story(State.STARTUP_ASKED)
    for _click in range(2):
        question = actions.ask_question(told.fresh(), Party.STARTUP, " Wie viele Maschinen? ", by=told.startup)
    assert Question.objects.count() == 1
    actions.answer_question(question, "Vier.", by=told.scout)
    actions.answer_question(question, "Fünf.", by=told.scout)
    question.refresh_from_db()
    assert (question.answer, question.answered_by.pk) == ("Vier.", told.scout.id)
    assert kinds()[-2:] == ["question_office", "question_answered"]


@pytest.mark.parametrize("who", ["company", "director"])
def test_only_the_office_answers_and_only_the_asked_side_asks(who: str):
    told = story(State.STARTUP_ASKED)
    by = told.company if who == "company" else office("director")
    with pytest.raises(actions.StepRefused, match="nur die gefragte Seite"):
        actions.ask_question(told.fresh(), Party.STARTUP, "Was?", by=by)
    question = actions.ask_question(told.fresh(), Party.STARTUP, "Was?", by=told.startup)
    with pytest.raises(Refused, match="beantwortet das Büro"):
        actions.answer_question(question, "Das.", by=by)


def test_empty_words_are_no_question_and_no_answer():
    told = story(State.STARTUP_ASKED)
    with pytest.raises(actions.StepRefused, match="Schreiben Sie Ihre Frage auf"):
        actions.ask_question(told.fresh(), Party.STARTUP, " ", by=told.startup)
    question = actions.ask_question(told.fresh(), Party.STARTUP, "Was?", by=told.startup)
    with pytest.raises(Refused, match="Schreiben Sie eine Antwort"):
        actions.answer_question(question, " ", by=told.scout)


def test_who_has_no_address_is_called():
    told = story(State.SHORTLISTED)
    contact = told.case.company_contact
    contact.email = ""
    contact.save()
    a_teaser(told.need, told.scout)
    actions.ask_company(told.need, by=told.scout)
    assert PhoneTask.objects.get().reason == "Keine E-Mail-Adresse: Shortlist am Telefon besprechen"
    assert "ask_company" not in kinds()
    startup = told.case.startup_contact
    startup.email = ""
    startup.save()
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    actions.company_says_yes(told.fresh(), by=told.company)
    assert (
        PhoneTask.objects.filter(side="startup").get().reason == "Keine E-Mail-Adresse: anrufen und Antwort eintragen"
    )


def test_who_left_is_followed_by_the_colleague():
    told = story(State.COMPANY_ASKED)
    gone = told.case.startup_contact
    gone.left_on, gone.primary = timezone.localdate(), False
    gone.save()
    new = ContactFactory(
        organisation=told.case.startup, first_name="Ben", last_name="Neumann", email="ben@startup.example"
    )
    teaser = told.need.teasers.get()
    matching.approve_teaser(teaser, by=told.company, shown_hash=teaser_hash(teaser))
    actions.company_says_yes(told.fresh(), by=told.company)
    assert told.fresh().startup_contact == new
    assert Letter.objects.get(kind="introductions/ask_startup").to_address == "ben@startup.example"


def test_a_second_round_asks_only_about_the_new_startup():
    told = story(State.COMPANY_ASKED)
    match = a_match(told.need, a_startup("Stapelhirn"))
    new = actions.shortlist(match, "Auch gut.", by=told.scout)
    assert [case.pk for case in actions.ask_company(told.need, by=told.scout)] == [new.pk]
    assert Introduction.objects.filter(state=State.COMPANY_ASKED).count() == 2
