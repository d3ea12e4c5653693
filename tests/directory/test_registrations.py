"""Start-ups register themselves or are proposed; a scout decides; they keep their profile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory import actions
from dnm.directory.actions import Invalid
from dnm.directory.models import Channel, Contact, Organisation, StartupProfile
from dnm.directory.queries import (
    listed_startups,
    similar_organisations,
    startups_awaiting_confirmation,
    startups_of_hub,
)
from dnm.directory.rules import is_paused
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, member_of, office

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Torquelane",
    "website": "torquelane.example",
    "summary": "We log torque of hand tools without cables, for assembly lines.",
    "contact_name": "Ian O'Hara",
    "email": "ian@torquelane.example",
    "language": "en",
}


def a_hub(name: str = "Digihub Rheinland"):
    return member_of(OrganisationFactory(kind="hub", name=name))


def test_a_stranger_registers_a_startup_and_gets_a_letter_in_english():
    startup = actions.register_startup(**TOLD)
    assert (startup.kind, startup.confirmed_at, startup.website, startup.languages) == (
        "startup",
        None,
        "https://torquelane.example",
        ["en"],
    )
    assert StartupProfile.objects.get().summary == TOLD["summary"]
    contact = Contact.objects.get()
    assert (contact.first_name, contact.last_name, contact.primary, contact.language) == (
        "Ian",
        "O'Hara",
        True,
        "en",
    )
    assert list(Channel.objects.values_list("permission", flat=True)) == ["own_cases"]
    letter = Letter.objects.get()
    assert (letter.kind, letter.to_address, letter.language) == (
        "directory/startup_registered",
        "ian@torquelane.example",
        "en",
    )
    assert ("O'Hara" in letter.body, TOLD["summary"] in letter.body) == (True, False)
    assert [entry.actor_label for entry in Entry.objects.filter(verb="startup.registered")] == ["stranger"]
    assert list(startups_awaiting_confirmation()) == [startup]


@pytest.mark.parametrize("token", ["", "same"])
def test_registering_twice_makes_one_startup_and_one_letter(token: str):
    first = actions.register_startup(form_token=token, **TOLD)
    assert actions.register_startup(form_token=token, **TOLD) == first
    assert [Organisation.objects.count(), Contact.objects.count(), Letter.objects.count()] == [1, 1, 1]


def test_all_that_is_wrong_is_said_at_once():
    wrong = {
        "name": "",
        "website": "kein web",
        "summary": " ",
        "contact_name": "",
        "email": "x",
        "language": "fr",
    }
    with pytest.raises(Invalid) as refusal:
        actions.register_startup(**wrong)
    assert refusal.value.problems == {
        "name": "Geben Sie den Namen an.",
        "website": "Geben Sie die Website so an: https://www.betrieb.de",
        "summary": "Schreiben Sie in ein, zwei Sätzen, was Sie lösen und für wen.",
        "contact_name": "Geben Sie Ihren Namen an.",
        "email": "Geben Sie die E-Mail-Adresse so an: name@betrieb.de",
        "language": "Wählen Sie eine der Möglichkeiten aus.",
    }
    assert [Organisation.objects.count(), Letter.objects.count()] == [0, 0]


@pytest.mark.parametrize("field", ["name", "summary", "contact_name", "email", "website"])
@pytest.mark.parametrize("value", ["a\0b@c.example", "x" * 5000, "😀" * 700, "<script>alert(1)</script>" * 90])
def test_hostile_words_are_refused_or_kept_as_words(field: str, value: str):
    with pytest.raises(Invalid) as refusal:
        actions.register_startup(**{**TOLD, field: value})
    assert list(refusal.value.problems) == [field]


def test_a_scout_confirms_once_and_the_letter_goes_once():
    startup, scout = actions.register_startup(**TOLD), office()
    actions.confirm_startup(startup, by=scout)
    actions.confirm_startup(startup, by=scout)
    assert Organisation.objects.get().confirmed_at is not None
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == [
        "directory/startup_registered",
        "directory/startup_confirmed",
    ]
    with pytest.raises(Refused, match="Torquelane ist bereits bestätigt"):
        actions.reject_startup(startup, by=scout, reason="Zu spät.")
    assert list(startups_awaiting_confirmation()) == []


def test_a_rejection_passes_on_its_reason_and_can_be_undone():
    startup, scout = actions.register_startup(**TOLD), office()
    with pytest.raises(Invalid):
        actions.reject_startup(startup, by=scout, reason=" ")
    actions.reject_startup(startup, by=scout, reason="Wir suchen zurzeit nur Software.")
    letter = Letter.objects.get(kind="directory/startup_rejected")
    assert "Wir suchen zurzeit nur Software." in letter.body
    assert list(startups_awaiting_confirmation()) == []
    actions.confirm_startup(startup, by=scout)
    profile = StartupProfile.objects.get()
    assert (profile.rejected_at, profile.rejection_reason) == (None, "")


def test_only_scouts_decide():
    startup = actions.register_startup(**TOLD)
    for actor in (a_hub(), member_of(startup)):
        with pytest.raises(Refused):
            actions.confirm_startup(startup, by=actor)
        with pytest.raises(Refused):
            actions.reject_startup(startup, by=actor, reason="Nein.")


def test_a_company_cannot_be_confirmed_as_a_startup():
    with pytest.raises(Refused, match="Brandhoff ist kein Startup"):
        actions.confirm_startup(OrganisationFactory(name="Brandhoff"), by=office())


def test_a_hub_proposes_a_startup_and_vouches_for_it():
    hub = a_hub()
    startup = actions.propose_startup(by=hub, form_token="t", **TOLD)
    assert actions.propose_startup(by=hub, form_token="t", **TOLD) == startup
    assert startup.startup.vouched_by_id == hub.organisation_id
    assert list(startups_of_hub(hub)) == [startup]
    letter = Letter.objects.get()
    assert (letter.kind, letter.language, "Digihub Rheinland" in letter.body) == (
        "directory/startup_proposed",
        "en",
        True,
    )
    with pytest.raises(Refused, match="Torquelane hat uns schon Digihub Rheinland vorgeschlagen"):
        actions.propose_startup(by=a_hub("Hub Ruhr"), **TOLD)
    with pytest.raises(Refused):
        actions.propose_startup(by=member_of(OrganisationFactory()), **{**TOLD, "name": "Anders"})


def test_one_hub_vouches_and_only_that_hub_withdraws():
    startup, hub, other = StartupFactory(), a_hub(), a_hub("Hub Ruhr")
    actions.vouch(startup, by=hub)
    with pytest.raises(Refused, match="bürgt schon Digihub Rheinland"):
        actions.vouch(startup, by=other)
    with pytest.raises(Refused):
        actions.withdraw_vouching(startup, by=other)
    actions.withdraw_vouching(startup, by=hub)
    assert StartupProfile.objects.get().vouched_by is None


def test_a_startup_keeps_its_profile_itself():
    startup = StartupFactory()
    owner = member_of(startup)
    actions.change_profile(
        startup,
        by=owner,
        summary="Kameras am Band.",
        stage="seed",
        forms=["pilot"],
        target_industries=["22.26"],
        target_sizes=["small"],
        capacity=3,
    )
    actions.set_listed(startup, True, by=owner)
    actions.pause_startup(startup, timezone.localdate() + timedelta(days=20), by=owner)
    profile = StartupProfile.objects.get()
    assert (profile.summary, profile.stage, profile.capacity, profile.listed) == (
        "Kameras am Band.",
        "seed",
        3,
        True,
    )
    with pytest.raises(Refused):
        actions.change_profile(startup, by=member_of(StartupFactory()), capacity=9)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "unicorn"),
        ("forms", ["barter"]),
        ("forms", "pilot"),
        ("target_industries", ["00"]),
        ("target_sizes", ["tiny"]),
        ("capacity", 51),
        ("capacity", -1),
        ("summary", "x" * 601),
    ],
)
def test_a_profile_holds_known_values_only(field: str, value: object):
    startup = StartupFactory()
    with pytest.raises(Invalid) as refusal:
        actions.change_profile(startup, by=member_of(startup), **{field: value})
    assert list(refusal.value.problems) == [field]


def test_references_are_added_once_and_removed():
    startup = StartupFactory()
    owner = member_of(startup)
    first = actions.add_reference(startup, by=owner, text="Spritzguss Lohmann", industry="22.26", year=2025)
    assert actions.add_reference(startup, by=owner, text="Spritzguss Lohmann", industry="22.26", year=2025) == first
    with pytest.raises(Invalid):
        actions.add_reference(startup, by=owner, text="", year=1800)
    for number in range(11):
        actions.add_reference(startup, by=owner, text=f"Kunde {number}")
    with pytest.raises(Refused, match="Mehr als zwölf"):
        actions.add_reference(startup, by=owner, text="Kunde 13")
    actions.remove_reference(first, by=owner)
    assert startup.references.count() == 11


def test_only_confirmed_startups_that_agreed_are_listed():
    listed = StartupFactory(profile={"listed": True})
    StartupFactory(profile={"listed": False})
    StartupFactory(profile={"listed": True}, confirmed_at=None)
    assert list(listed_startups()) == [listed]


def test_a_registration_that_may_exist_already_is_pointed_out():
    known = StartupFactory(name="Torque-Lane", website="https://www.torquelane.example/en")
    StartupFactory(name="Gussauge", website="https://gussauge.example")
    assert list(similar_organisations(actions.register_startup(**TOLD))) == [known]


def test_letters_to_a_startup_without_an_address_are_not_written():
    startup = StartupFactory(confirmed_at=None)
    ContactFactory(organisation=startup, email="")
    actions.confirm_startup(startup, by=office())
    assert Letter.objects.count() == 0


def test_a_known_startup_without_a_hub_is_not_proposed_again():
    StartupFactory(name="Torquelane")
    with pytest.raises(Refused, match="Torquelane kennen wir schon"):
        actions.propose_startup(by=a_hub(), **TOLD)


def test_vouching_twice_is_vouching_once():
    startup, hub = StartupFactory(), a_hub()
    assert actions.vouch(startup, by=hub) == actions.vouch(startup, by=hub)
    actions.withdraw_vouching(startup, by=hub)
    actions.withdraw_vouching(startup, by=hub)
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert verbs == ["startup.vouched", "startup.vouching_withdrawn"]


def test_a_pause_includes_its_last_day():
    today = timezone.localdate()
    startup = StartupFactory()
    paused = actions.pause_startup(startup, today, by=member_of(startup))
    assert [is_paused(paused, today), is_paused(paused, today + timedelta(days=1))] == [True, False]
    assert is_paused(actions.pause_startup(startup, None, by=member_of(startup)), today) is False


def test_listing_is_written_down_both_ways():
    startup = StartupFactory(profile={"listed": False})
    owner = member_of(startup)
    for listed in (True, True, False):
        actions.set_listed(startup, listed, by=owner)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["startup.listed", "startup.unlisted"]


def test_a_firm_that_becomes_a_startup_gets_a_profile():
    firm, scout = OrganisationFactory(), office()
    actions.change_organisation(firm, by=scout, kind="startup")
    assert StartupProfile.objects.get().organisation == firm
    StartupProfile.objects.all().delete()
    firm.refresh_from_db()
    assert actions.change_profile(firm, by=scout, capacity=4).capacity == 4


def test_an_answer_needs_an_address():
    with pytest.raises(Invalid) as refusal:
        actions.register_startup(**{**TOLD, "email": " "})
    assert refusal.value.problems == {"email": "Geben Sie eine E-Mail-Adresse an, damit wir antworten können."}
