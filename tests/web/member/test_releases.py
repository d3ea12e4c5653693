"""Releases: field by field, nothing preticked, bound to the text that was shown; receipt and withdrawal."""

import pytest

from dnm.directory.models import Contact
from dnm.introductions.models import Disclosure, Introduction, Release
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from tests.stories import Story, story
from tests.web.member.pages import also_for, colleague_of
from tests.web.reading import heading, hidden, signed_in, words

pytestmark = pytest.mark.django_db


def link(told: Story) -> str:
    return f"/mein/freigaben/{told.case.pk}/"


def ticked(page, *fields: str) -> dict[str, object]:
    shown = {name: hidden(page, name) for name in ("fassung", "sprache")}
    return {"antwort": "freigeben", "angaben": list(fields), **shown}


def test_the_company_sees_fields_with_values_and_nothing_is_preticked():
    told = story(State.RELEASE_PENDING)
    page = signed_in(told.company).get(link(told))
    assert heading(page) == "Was dürfen wir an Gussauge weitergeben?"
    shown = words(page)
    assert "Name und Ort Kunststofftechnik Rehmert GmbH, Werl" in shown
    assert "Telefon 02922 555-0140" in shown
    assert "Das weiß Gussauge heute von Ihnen Wir fertigen Teile" in shown
    assert "Das schreibt Gussauge Ihnen Warum passt es? Wir machen genau das." in shown
    assert " checked" not in page.content.decode()


def test_both_sides_release_and_are_introduced():
    told = story(State.RELEASE_PENDING)
    company, startup = signed_in(told.company), signed_in(told.startup)
    page = company.post(link(told), ticked(company.get(link(told)), "organisation", "phone"), follow=True)
    assert heading(page) == "Sie haben freigegeben"
    assert "Gussauge entscheidet bis" in words(page)

    page = startup.post(link(told), ticked(startup.get(link(told)), "organisation", "email"), follow=True)

    assert told.fresh().state == State.INTRODUCED
    assert heading(page) == "Quittung: Das haben wir von Ihnen weitergegeben"
    assert "Name und Ort Kunststofftechnik Rehmert GmbH, Werl Telefon 02922 555-0140" in words(page)


def test_the_receipt_names_the_receiver_only_as_far_as_it_was_released():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY, ["organisation", "phone"])
    told.release(Party.STARTUP)
    page = signed_in(told.startup).get(link(told))
    assert told.case.company_contact.last_name not in page.content.decode()
    assert "Kunststofftechnik Rehmert, Werl" in words(page)
    receipt = words(signed_in(told.company).get(link(told)))
    assert "02922 555-0140 Leyla Aksoy, Gussauge, Köln" in receipt
    assert "Freigegeben durch Anna Beckmann" in receipt


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([], "Kreuzen Sie mindestens eine Angabe an oder wählen Sie „Nichts freigeben“."),
        (["phone"], "Ohne den Namen können wir Sie niemandem vorstellen."),
        (["organisation"], "kreuzen Sie E-Mail-Adresse oder Telefon an"),
        (["organisation", "shoe_size"], "Diese Angabe kennen wir nicht."),
        (["organisation", "email\0"], "Diese Angabe kennen wir nicht."),
    ],
)
def test_what_is_wrong_with_the_choice_is_said_and_the_ticks_stay(fields, said):
    told = story(State.RELEASE_PENDING)
    client = signed_in(told.company)
    page = client.post(link(told), ticked(client.get(link(told)), *fields))
    assert said in words(page)
    assert page.content.decode().count(" checked") == len(
        [name for name in fields if name in ("organisation", "phone")]
    )
    assert Release.objects.count() == 0


def test_a_text_changed_meanwhile_needs_a_new_consent():
    told = story(State.RELEASE_PENDING)
    client = signed_in(told.company)
    seen = ticked(client.get(link(told)), "organisation", "phone")
    Contact.objects.filter(pk=told.case.company_contact.pk).update(phone="02922 555-0199")
    page = client.post(link(told), seen)
    assert "Der Text hat sich inzwischen geändert. Lesen Sie ihn noch einmal." in words(page)
    assert "02922 555-0199" in words(page)
    assert Release.objects.count() == 0


def test_nothing_to_release_ends_the_case_and_tells_the_other_side_no_more():
    told = story(State.RELEASE_PENDING)
    page = signed_in(told.company).post(link(told), {"antwort": "nichts", "reason_code": "terms"}, follow=True)
    assert "Wir geben nichts weiter. Der Vorgang ist beendet." in words(page)
    assert told.fresh().state == State.DECLINED
    other = words(signed_in(told.startup).get(f"/mein/vermittlungen/{told.case.pk}/"))
    assert "Dieses Mal hat es nicht gepasst." in other
    assert "Bedingungen" not in other


def test_a_double_click_releases_once():
    told = story(State.RELEASE_PENDING)
    client = signed_in(told.company)
    answer = ticked(client.get(link(told)), "organisation", "phone")
    for _click in range(2):
        client.post(link(told), answer)
    assert Release.objects.count() == 1


def test_a_colleague_who_may_not_release_reads_who_may():
    told = story(State.RELEASE_PENDING)
    client = signed_in(colleague_of(told.company))
    page = client.get(link(told))
    assert "Freigeben darf, wer für den Betrieb verantwortlich ist" in words(page)
    assert 'name="angaben"' not in page.content.decode()
    shown = hidden(signed_in(told.company).get(link(told)), "fassung")
    client.post(
        link(told),
        {"antwort": "freigeben", "angaben": ["organisation", "phone"], "fassung": shown, "sprache": "de"},
    )
    assert Release.objects.count() == 0


def test_the_receipt_is_a_paper_for_each_side():
    told = story(State.INTRODUCED)
    for actor in (told.company, told.startup):
        paper = signed_in(actor).get(f"{link(told)}quittung.pdf")
        assert paper["Content-Type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF-")
    before = story(State.RELEASE_PENDING)
    assert signed_in(before.company).get(f"{link(before)}quittung.pdf").status_code == 404


def test_a_withdrawal_is_asked_about_first_and_hides_the_fields():
    told = story(State.INTRODUCED)
    client = signed_in(told.company)
    way = f"{link(told)}widerrufen/"
    page = client.get(way)
    assert heading(page) == "Ihre Freigabe an Gussauge widerrufen?"
    assert Disclosure.objects.filter(hidden_at=None, side="company").count() == 4

    page = client.post(way, follow=True)

    assert heading(page) == "Ihre Freigabe gilt nicht mehr"
    assert "Widerrufen am" in words(page)
    other = signed_in(told.startup).get(f"/mein/vermittlungen/{told.case.pk}/")
    assert "Die andere Seite hat ihre Freigabe widerrufen." in words(other)
    assert "Rehmert" not in words(other)
    assert Letter.objects.filter(kind="introductions/release_withdrawn").count() == 1


def test_a_withdrawal_before_the_introduction_stops_it():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    client = signed_in(told.company)
    assert "Bisher ist nichts weitergegeben." in words(client.get(f"{link(told)}widerrufen/"))
    client.post(f"{link(told)}widerrufen/")
    assert told.release(Party.STARTUP).state == State.RELEASE_PENDING


def test_a_colleague_cannot_withdraw():
    told = story(State.INTRODUCED)
    signed_in(colleague_of(told.company)).post(f"{link(told)}widerrufen/")
    assert Disclosure.objects.filter(hidden_at=None, side="company").count() == 4


def test_before_it_is_time_there_is_nothing_to_tick():
    told = story(State.COMPANY_ASKED)
    page = signed_in(told.company).get(link(told))
    assert heading(page) == "Noch ist nichts freizugeben"
    assert 'name="angaben"' not in page.content.decode()


def test_the_list_shows_every_release_and_what_became_of_it():
    told = story(State.INTRODUCED)
    page = signed_in(told.company).get("/mein/freigaben/")
    assert heading(page) == "Sie haben einmal Angaben freigegeben"
    assert "Gussauge, Köln Ausschuss am Spritzguss früher erkennen" in words(page)
    assert "weitergegeben" in words(page)
    empty = story(State.COMPANY_ASKED)
    assert heading(signed_in(empty.company).get("/mein/freigaben/")) == "Sie haben noch nichts freigegeben"


def test_the_releases_of_others_are_not_found():
    told, other = story(State.INTRODUCED), story(State.INTRODUCED)
    client = signed_in(told.company)
    for key in (other.case.pk, 2**63):
        for way in ("", "widerrufen/", "quittung.pdf"):
            assert client.get(f"/mein/freigaben/{key}/{way}").status_code == 404
            assert client.post(f"/mein/freigaben/{key}/{way}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three_releases(count, django_assert_num_queries):
    told = story(State.INTRODUCED)
    for _number in range(1, count):
        also_for(told, State.INTRODUCED)
    assert Introduction.objects.filter(startup=told.case.startup).count() == count
    client = signed_in(told.startup)
    with django_assert_num_queries(13):
        client.get("/mein/freigaben/")
