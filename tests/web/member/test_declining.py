"""What a participant finds on its start page and says on its own: not coming, still silent, still unreleased."""

import pytest

from dnm.events import actions
from dnm.events.models import Participant
from dnm.events.queries import day_releases_visible_to
from tests.events.stories import Day, a_day, begun, everybody_wants
from tests.web.member.test_meeting_days import own, page, published
from tests.web.reading import heading, signed_in, words

pytestmark = pytest.mark.django_db


def test_who_cannot_come_says_so_on_a_page_and_finds_the_answer_there_afterwards():
    told = everybody_wants(a_day(1, 1))
    client = own(told, told.companies[0])
    assert "Wir können nicht kommen" in words(client.get(page(told)))
    assert heading(client.get(page(told, "nicht-dabei/"))) == "Kommt von Werk0 niemand?"
    answer = client.post(page(told, "nicht-dabei/"), follow=True)
    assert "Wir haben Ihre Absage." in words(answer)
    assert heading(answer) == "Sie kommen zu diesem Tag nicht"
    assert f'name="w{told.startups[0].pk}"' not in answer.content.decode()
    assert heading(client.get(page(told, "nicht-dabei/"))) == "Sie haben abgesagt"
    assert "Wir können nicht kommen" not in words(client.get(page(told)))


def test_after_the_plan_the_question_names_what_falls_away_and_the_plan_says_it_is_made_anew():
    told = everybody_wants(a_day(1, 1))
    published(told, {(0, 0): (0, 0)})
    client = own(told, told.companies[0])
    assert "Ihre Gespräche fallen aus" in words(client.get(page(told, "nicht-dabei/")))
    assert "Sie sind als abwesend eingetragen." in words(client.post(page(told, "nicht-dabei/"), follow=True))


def test_once_the_event_has_begun_only_the_telephone_helps():
    told = a_day(1, 1)
    begun(told.fresh().event)
    client = own(told, told.companies[0])
    assert "Rufen Sie uns an." in words(client.get(page(told, "nicht-dabei/")))
    assert "Hier absagen kann man nicht mehr." in words(client.post(page(told, "nicht-dabei/"), follow=True))
    assert Participant.objects.filter(gone_at__isnull=False).count() == 0


def wishes_saved(told: Day) -> str:
    client = own(told, told.companies[0])
    return str(client.post(page(told), {f"w{told.startups[0].pk}": "must"})["Location"])


def test_after_the_wishes_comes_the_release_as_long_as_it_is_missing():
    told = a_day(1, 1, released=False)
    assert wishes_saved(told) == page(told, "freigabe/")
    told.release(told.companies[0])
    assert wishes_saved(told) == page(told)


def test_a_company_about_which_nothing_can_be_read_is_told_so():
    told = a_day(1, 1)
    client, silent = own(told, told.companies[0]), "Startups lesen noch nichts über Sie"
    assert silent in words(client.get(page(told)))
    actions.change_participant(told.companies[0], by=told.scout, shown_as="name")
    assert silent not in words(client.get(page(told)))
    assert silent not in words(own(told, told.startups[0]).get(page(told)))


def test_the_sentence_about_a_firm_is_proposed_coarsely_and_may_not_name_it():
    told = a_day(1, 1)
    one, client = told.companies[0], own(told, told.companies[0])
    proposed = client.get(page(told, "zeiten/")).context["form"].fields["teaser"].initial
    assert "Kreis Soest" in proposed
    assert one.organisation.place not in proposed
    typed = {
        "arrives": "",
        "leaves": "",
        "max_meetings": "",
        "shown_as": "teaser",
        "teaser": "Die Werk0 GmbH sucht Ideen",
    }
    assert "„Die Werk0 GmbH“ gehört zum Namen des Betriebs." in words(client.post(page(told, "zeiten/"), typed))
    client.post(page(told, "zeiten/"), typed | {"teaser": "Spritzgießerei aus Werl"})
    one.refresh_from_db()
    assert one.teaser == "Spritzgießerei aus Werl"
    client.post(page(told, "zeiten/"), typed | {"shown_as": "name"})
    one.refresh_from_db()
    assert one.teaser == typed["teaser"]


def test_a_pitch_stands_for_a_firm_without_a_name_and_does_not_name_it_either():
    told = a_day(1, 1, kind="reverse_pitch")
    client = own(told, told.companies[0])
    named = {"title": "Retouren bei Werk0", "text": "", "minutes": "5"}
    assert "gehört zum Namen des Betriebs." in words(client.post(page(told, "pitch/"), named))
    client.post(page(told, "pitch/"), named | {"title": "Retouren, die keiner zählt", "text": "Wer zählt sie?"})
    shown = own(told, told.startups[0]).get(page(told)).content.decode()
    assert shown.count("Retouren, die keiner zählt") == 1
    assert "noch nicht vorstellt" not in shown
    assert "„Retouren, die keiner zählt“" in words(client.get(page(told)))
    actions.change_participant(told.companies[0], by=told.scout, shown_as="name")
    client.post(page(told, "pitch/"), named)
    assert "Retouren bei Werk0" in words(own(told, told.startups[0]).get(page(told)))


def test_what_is_best_is_only_said_to_stand_above_where_something_was_ranked():
    told = a_day(1, 1)
    assert "Oben steht" not in words(own(told, told.companies[0]).get(page(told)))


def test_releases_of_meeting_days_stand_among_all_releases():
    told = a_day(1, 1)
    shown = own(told, told.companies[0]).get("/mein/freigaben/")
    assert heading(shown) == "Das haben Sie für Matchingtage freigegeben"
    assert page(told, "freigabe/") in shown.content.decode()
    actions.withdraw_day_release(told.companies[0], by=told.member(told.companies[0]))
    assert "widerrufen" in words(own(told, told.companies[0]).get("/mein/freigaben/"))
    assert list(day_releases_visible_to(told.member(told.startups[0]))) == [told.startups[0].releases.get()]


def test_the_start_page_leads_to_the_wishes():
    told = a_day(1, 1)
    shown = signed_in(told.member(told.companies[0])).get("/mein/")
    assert "Eine Sache wartet auf Sie." in heading(shown)
    assert "Sagen, wen Sie beim „Business-Mixer“ treffen möchten" in words(shown)
    assert page(told) in shown.content.decode()
