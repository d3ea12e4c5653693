"""A partner hub reads anonymous needs and proposes start-ups it stands for."""

import pytest

from dnm.introductions.models import Introduction
from dnm.introductions.workflow import State
from dnm.mail.models import Letter
from dnm.matching.models import Need
from tests.factories import OrganisationFactory, member_of
from tests.stories import a_startup, a_teaser, story
from tests.web.member.pages import approve_all
from tests.web.reading import heading, signed_in, words

pytestmark = pytest.mark.django_db


def open_need():
    told = story()
    Need.objects.filter(pk=told.need.pk).update(shown_to_startups=True)
    a_teaser(told.need, told.scout)
    approve_all(told)
    return told


def a_hub(*names: str):
    """A hub and the start-ups it vouches for."""
    hub = OrganisationFactory(kind="hub", name="digihub")
    startups = [a_startup(name) for name in names]
    for startup in startups:
        startup.startup.vouched_by = hub
        startup.startup.save()
    return member_of(hub), startups


def test_without_an_open_need_the_page_says_so():
    actor, _startups = a_hub()
    assert heading(signed_in(actor).get("/hub/")) == "Zurzeit ist kein Bedarf für Partner freigegeben"


def test_a_hub_proposes_once_and_sees_what_became_of_it():
    told = open_need()
    actor, [startup] = a_hub("Sensorik")
    client = signed_in(actor)
    teaser = told.need.teasers.get()
    assert "Wir fertigen Teile und suchen etwas zum Nachrüsten." in words(client.get("/hub/"))
    for _click in range(2):
        page = client.post("/hub/", {"steckbrief": teaser.pk, "startup": startup.pk}, follow=True)
    assert "Sensorik, vorgeschlagen am" in words(page)
    assert "wird geprüft" in words(page)
    case = Introduction.objects.get(startup=startup)
    assert (case.opened_by, case.hub_id) == ("hub", actor.organisation_id)
    assert Letter.objects.filter(kind="introductions/hub_proposed_office").count() == 1
    Introduction.objects.filter(pk=case.pk).update(state=State.DECLINED)
    assert "nicht weiter verfolgt" in words(client.get("/hub/"))


def test_no_startup_is_chosen_beforehand():
    told = open_need()
    actor, _startups = a_hub("Sensorik")
    client = signed_in(actor)
    assert '<option value="">Bitte wählen</option>' in client.get("/hub/").content.decode()
    page = client.post("/hub/", {"steckbrief": told.need.teasers.get().pk, "startup": ""}, follow=True)
    assert "Wählen Sie zuerst, welches Startup Sie vorschlagen." in words(page)
    assert not Introduction.objects.filter(opened_by="hub").exists()


def test_only_vouched_startups_and_open_teasers_can_be_proposed():
    told = open_need()
    actor, [mine] = a_hub("Sensorik")
    strange = a_startup("Fremd")
    client = signed_in(actor)
    teaser = told.need.teasers.get()
    for steckbrief, startup in [
        (teaser.pk, strange.pk), (2**63, mine.pk), ("", ""), (teaser.pk, 2**63), (teaser.pk, "x\0"),
    ]:  # fmt: skip
        assert client.post("/hub/", {"steckbrief": steckbrief, "startup": startup}).status_code == 404
    Need.objects.update(shown_to_startups=False)
    assert client.post("/hub/", {"steckbrief": teaser.pk, "startup": mine.pk}).status_code == 404
    assert Introduction.objects.count() == 1


def test_a_hub_reads_neither_company_nor_need():
    told = open_need()
    actor, _startups = a_hub("Sensorik")
    page = signed_in(actor).get("/hub/").content.decode()
    for secret in ("Rehmert", told.need.number, "Lunker", told.need.title):
        assert secret not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three_needs(count, django_assert_num_queries):
    for _number in range(count):
        open_need()
    actor, startups = a_hub(*(f"Sensorik{number}" for number in range(count)))
    client = signed_in(actor)
    for startup in startups:
        client.post("/hub/", {"steckbrief": Need.objects.first().teasers.get().pk, "startup": startup.pk})
    client.get("/hub/")  # shows the message once
    with django_assert_num_queries(8):
        client.get("/hub/")
