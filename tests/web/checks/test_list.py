"""A company's checks, what it may begin, and what waits on its start page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dnm.accounts.workflow import Role
from dnm.engines.scoring import LONG, SHORT
from dnm.maturity import actions
from dnm.maturity.models import Check
from dnm.maturity.workflow import Stage
from tests.factories import ContactFactory, OrganisationFactory, UserFactory, member_of, office
from tests.maturity.people import allow, letters, taken
from tests.stories import a_company
from tests.web.checks.people import door_path, through
from tests.web.reading import heading, rows, signed_in, words

pytestmark = pytest.mark.django_db
LIST = "/mein/digital-check/"


def test_without_a_check_the_page_says_what_it_takes():
    page = signed_in(member_of(a_company())).get(LIST)
    assert heading(page) == "Noch kein Digital-Check. Sechs Themen, etwa 20 Minuten"
    assert "Kurz-Check für das Handwerk" in words(page)


def test_beginning_twice_opens_the_same_check():
    client = signed_in(member_of(a_company()))
    first, second = (client.post(f"{LIST}beginnen/", {"fragebogen": LONG}).url for _click in range(2))
    assert (first, Check.objects.count()) == (second, 1)
    page = client.get(LIST)
    assert heading(page) == "Ihr Digital-Check ist in Arbeit"
    assert rows(page) == ["Digital-Check"]


def test_an_unknown_questionnaire_is_refused_in_words():
    client = signed_in(member_of(a_company()))
    page = client.post(f"{LIST}beginnen/", {"fragebogen": "nichts-1"}, follow=True)
    assert "Den Fragebogen nichts-1 gibt es hier nicht oder nicht mehr." in words(page)


def test_a_later_check_waits_for_the_day_the_office_has_set():
    firm = a_company()
    actor = member_of(firm)
    client = signed_in(actor)
    taken(firm, actor)
    assert "Den Tag für Ihren nächsten Check legt Ihr Digitalscout mit Ihnen fest." in words(client.get(LIST))
    scout = office(Role.SCOUT)
    later = timezone.localdate() + timedelta(days=90)
    actions.plan_stage(firm, Stage.T1, key=SHORT, on=later, by=scout)
    assert "Ihr nächster Check ist ab " in words(client.get(LIST))
    assert "Kurz-Check für das Handwerk noch einmal ausfüllen" not in words(client.get("/mein/"))
    actions.plan_stage(firm, Stage.T1, key=SHORT, on=timezone.localdate(), by=scout)
    assert "Zum Vergleich mit dem ersten Check, vorgesehen für " in words(client.get(LIST))
    assert "Kurz-Check für das Handwerk noch einmal ausfüllen" in words(client.get("/mein/"))
    client.post(f"{LIST}beginnen/", {"fragebogen": SHORT})
    assert Check.objects.get(state="open").stage == Stage.T1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(count, django_assert_num_queries):
    firm = a_company()
    actor = member_of(firm)
    for number in range(count):
        key = (SHORT, LONG)[number % 2]
        Check.objects.create(
            organisation=firm, questionnaire=key, stage=("T0", "T0", "T1")[number], state="finished", overall=50,
            begun_at=timezone.now(), changed_at=timezone.now(), finished_at=timezone.now(),
        )  # fmt: skip
    client = signed_in(actor)
    with django_assert_num_queries(7):
        page = client.get(LIST)
    assert len(rows(page)) == count


# --- What waits ---


def test_an_open_check_waits_on_the_start_page():
    firm = a_company()
    actor = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=actor)
    page = signed_in(actor).get("/mein/")
    assert rows(page)[0] == "Kurz-Check für das Handwerk zu Ende ausfüllen"
    assert "Eine Sache wartet auf Sie." in heading(page)
    actions.finish_check(check, by=actor)
    assert "Gerade wartet nichts auf Sie." in heading(signed_in(actor).get("/mein/"))


def invited(with_account: bool):
    firm = a_company()
    user = member_of(firm)
    contact = allow(ContactFactory(organisation=firm, email="post@rehmert.example", primary=False), "mailings")
    if with_account:
        contact.user_id = user.id
        contact.save()
    scout = office(Role.SCOUT)
    asked = actions.plan_round(
        title="Herbst", key=SHORT, due_on=timezone.localdate() + timedelta(days=14), by=scout, text="Machen Sie mit."
    )
    actions.invite(asked, [firm], by=scout)
    return firm, user


def test_an_invitation_waits_on_the_start_page_until_the_check_is_begun():
    firm, user = invited(with_account=True)
    client = signed_in(user)
    page = client.get("/mein/")
    assert (rows(page)[0], "noch 14 Tage" in words(page)) == ("Kurz-Check für das Handwerk ausfüllen", True)
    client.post(f"{LIST}beginnen/", {"fragebogen": SHORT})
    assert rows(client.get("/mein/"))[0] == "Kurz-Check für das Handwerk zu Ende ausfüllen"
    assert Check.objects.get().invitations.get().organisation == firm


def test_an_invited_contact_without_an_account_begins_by_the_mailed_link():
    firm, user = invited(with_account=False)
    assert len(letters("invitation")) == 1
    client, page = through(door_path("invitation"))
    assert heading(page) == "Wir laden Sie ein: Kurz-Check für das Handwerk"
    assert Check.objects.count() == 0
    page = client.post(f"{LIST}beginnen/", follow=True)
    assert heading(page) == "Drei Themen, etwa 5 Minuten"
    assert Check.objects.get().organisation == firm
    assert client.get(LIST).url == f"{LIST}{Check.objects.get().pk}/"
    assert signed_in(user).get(f"{LIST}{Check.objects.get().pk}/").status_code == 200


def test_startups_and_mailed_links_of_other_matters_find_no_checks():
    startup = Client()
    startup.force_login(UserFactory())
    assert signed_in(member_of(OrganisationFactory(kind="startup"))).get(LIST).status_code == 404
    assert startup.get(LIST).status_code == 404
