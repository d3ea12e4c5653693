"""Art. 15, 17 and 19 DSGVO: a person is told everything and then forgotten; the journal stays whole."""

import json

import pytest
from django.apps import apps
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.directory.models import Contact
from dnm.introductions import actions
from dnm.introductions.actions.doors import door
from dnm.introductions.models import Disclosure, MailedLink, PhoneTask, Release
from dnm.introductions.papers import disclosure_receipt
from dnm.introductions.personal import data_of
from dnm.introductions.queries.traces import LETTERS, WORDS
from dnm.introductions.workflow import Party, State
from dnm.journal.actions import record
from dnm.journal.models import Entry
from dnm.journal.queries import faults
from dnm.mail.models import Letter
from dnm.matching.models import Need, Offer
from dnm.matching.queries.traces import WORDS as MATCHING_WORDS
from dnm.work.models import Job
from tests.factories import ContactFactory, member_of, office
from tests.stories import FIELDS, Story, story

pytestmark = pytest.mark.django_db
SAID = "Frau Merkentrup (Tel. +49 2925 5550177) bittet um Rückruf, auch unter silke@werl.example."
LEFT = "[gelöscht] (Tel. [gelöscht]) bittet um Rückruf, auch unter [gelöscht]."
TRACES = ("Silke", "Merkentrup", "silke@werl.example", "5550177", "555-0177")


def everything_stored() -> str:
    """Every row of every table of ours, as text."""
    tables = [model for model in apps.get_models() if model.__module__.startswith("dnm.")]
    return "\n".join(str(row) for model in tables for row in model._default_manager.values())


def left_of_her() -> list[str]:
    stored = everything_stored()
    return [trace for trace in TRACES if trace in stored]


def named(told: Story, side: Party) -> Contact:
    """The contact of this side, under a name that nobody else bears."""
    contact = told.fresh().contact_of(side)
    assert contact
    for name, value in {
        "first_name": "Silke", "last_name": "Merkentrup", "email": "silke@werl.example", "phone": "02925 555-0177",
    }.items():  # fmt: skip
        setattr(contact, name, value)
    contact.save()
    return contact


def a_cooperation_with_her_in_it(side: Party) -> tuple[Story, Contact]:
    """A whole way from the release to the cooperation; then every column that may name somebody names her."""
    told = story(State.RELEASE_PENDING)
    contact = named(told, side)
    spoken = actions.Spoken("phone", "Silke Merkentrup", timezone.localdate(), "am Telefon", SAID)
    shown = actions.offered_hash(told.fresh(), side, "de")
    actions.give_release(told.fresh(), side, FIELDS, by=told.scout, shown_hash=shown, language="de", spoken=spoken)
    told.release(Party.STARTUP if side == Party.COMPANY else Party.COMPANY)
    actions.ask_question(told.fresh(), side, "Wann?", by=told.scout)
    actions.plan_call(told.fresh(), side, "Nachfragen", due_on=timezone.localdate(), by=told.scout)
    for state in (
        State.MEETING_SCHEDULED,
        State.MEETING_HELD,
        State.PILOT_RUNNING,
        State.PILOT_DONE,
        State.COOPERATION,
    ):
        told.go(state)
    actions.rate_meeting(told.case.meetings.get(), side, 4, "Gut.", by=told.scout)
    door(contact, "/mein/", introduction=told.case)
    record("introduction.called", told.case, by=told.scout, organisation_id=told.case.company_id, aside=SAID)
    for table in (*WORDS, *MATCHING_WORDS, *LETTERS):
        for row in table.rows(contact.organisation):
            for column in table.columns:
                field, old = row._meta.get_field(column), getattr(row, column)
                setattr(row, column, SAID[: field.max_length] if isinstance(old, str) else [{"phrase": SAID}])
            row.save()
    assert list(faults()) == []
    return told, contact


@pytest.mark.parametrize("side", [Party.COMPANY, Party.STARTUP])
def test_a_person_is_erased_from_every_table_and_the_chain_stays_whole(side: Party):
    told, contact = a_cooperation_with_her_in_it(side)
    assert len(left_of_her()) == len(TRACES)
    actions.erase_person(contact, by=told.scout)
    assert left_of_her() == []
    assert list(faults()) == []
    assert MailedLink.objects.filter(contact=contact).count() == 0
    assert told.fresh().questions.get().text == LEFT


@pytest.mark.parametrize("side", [Party.COMPANY, Party.STARTUP])
def test_what_the_firm_did_stays_and_so_does_the_other_person(side: Party):
    told, contact = a_cooperation_with_her_in_it(side)
    other = told.fresh().contact_of(Party.STARTUP if side == Party.COMPANY else Party.COMPANY)
    assert other
    actions.erase_person(contact, by=told.scout)
    assert told.fresh().state == State.COOPERATION
    own = Disclosure.objects.filter(side=side).order_by("field")
    assert [(row.field, bool(row.value), bool(row.erased_at), bool(row.hidden_at)) for row in own] == [
        ("email", False, True, True),
        ("organisation", True, False, False),
        ("person", False, True, True),
        ("phone", False, True, True),
    ]
    assert {row.to_name for row in own} == {other.full_name}
    assert {row.to_name for row in Disclosure.objects.exclude(side=side)} == {""}
    given = Release.objects.get(side=side)
    assert (given.valid, given.fields, given.text, given.text_hash) == (True, sorted(FIELDS), "", "")
    assert Release.objects.exclude(side=side).get().text != ""
    for reader in (Party.COMPANY, Party.STARTUP, None):
        assert disclosure_receipt(told.fresh(), reader, language="de", now=timezone.now())[:5] == b"%PDF-"


def test_whoever_got_the_data_is_told_to_erase_them_too_and_once():
    told = story(State.INTRODUCED)
    contact = told.case.company_contact
    for _time in range(2):
        actions.erase_person(Contact.objects.get(pk=contact.pk), by=told.scout)
    letter = Letter.objects.get(kind="introductions/person_erased")
    assert (letter.to_name, letter.subject) == ("Leyla Aksoy", "Löschen Sie die Angaben zu einer Ansprechperson")
    assert f"zum Vorgang {told.case.number} haben wir" in letter.body
    assert Entry.objects.filter(verb="introduction.person_erased").count() == 1
    assert list(faults()) == []


def test_a_release_that_nobody_has_read_yet_ends_with_its_person_and_the_firm_is_asked_again():
    told = story(State.RELEASE_PENDING)
    told.release(Party.COMPANY)
    actions.erase_person(told.case.company_contact, by=told.scout)
    case = told.fresh()
    assert (case.state, case.waits_for) == (State.RELEASE_PENDING, [Party.COMPANY, Party.STARTUP])
    assert [release.valid for release in Release.objects.filter(introduction=case)] == [False]
    assert Letter.objects.filter(kind="introductions/person_erased").count() == 0
    told.release(Party.STARTUP)
    assert told.fresh().state == State.RELEASE_PENDING
    assert list(faults()) == []


def test_where_nobody_reads_mail_somebody_rings_up_about_the_erasure():
    told = story(State.INTRODUCED)
    Contact.objects.filter(pk=told.case.startup_contact_id).update(email="")
    actions.erase_person(told.case.company_contact, by=told.scout)
    assert PhoneTask.objects.get().side == Party.STARTUP


def test_a_colleague_who_gave_the_release_keeps_the_name_and_the_person_in_it_goes():
    told = story(State.RELEASE_PENDING)
    spoken = actions.Spoken("paper", "Holger Windmöller", timezone.localdate())
    shown = actions.offered_hash(told.fresh(), Party.COMPANY, "de")
    words = {"shown_hash": shown, "language": "de", "spoken": spoken}
    actions.give_release(told.fresh(), Party.COMPANY, FIELDS, by=told.scout, **words)
    actions.erase_person(told.case.company_contact, by=told.scout)
    given = Release.objects.get()
    assert (given.given_name, given.name_erased_at, given.text) == ("Holger Windmöller", None, "")
    holger = ContactFactory(
        organisation=told.need.organisation, primary=False, first_name="Holger", last_name="Windmöller"
    )
    actions.erase_person(holger, by=told.scout)
    given.refresh_from_db()
    assert (given.given_name, given.name_salt, given.name_erased_at is not None) == ("", "", True)
    assert list(faults()) == []


def test_a_colleague_of_the_same_name_keeps_her_release():
    told = story(State.INTRODUCED)
    first = told.case.company_contact
    sister = ContactFactory(
        organisation=told.need.organisation, primary=False, first_name="Ulrike", last_name=first.last_name,
        phone=first.phone, email="ulrike@betrieb.example",
    )  # fmt: skip
    actions.erase_person(sister, by=told.scout)
    assert Release.objects.filter(text="").count() == 0
    assert Disclosure.objects.exclude(erased_at=None).count() == 0
    assert {row.to_name for row in Disclosure.objects.filter(side="startup")} == {first.full_name}


def test_changed_needs_and_offers_are_ranked_anew():
    told = story(State.SUGGESTED)
    Need.objects.update(contact=told.case.company_contact)
    contact = named(told, Party.STARTUP)
    Offer.objects.update(text=f"Wir messen. {SAID}")
    Job.objects.all().delete()
    actions.erase_person(contact, by=told.scout)
    assert list(Job.objects.values_list("kind", flat=True)) == ["matching.rank_all"]
    contact = named(told, Party.COMPANY)
    Need.objects.update(problem=SAID)
    actions.erase_person(contact, by=told.scout)
    need = Need.objects.get()
    assert (need.problem, need.contact) == (LEFT, None)
    assert Job.objects.filter(kind="matching.rank_need").count() == 1


def test_only_the_office_and_owners_erase():
    told = story(State.INTRODUCED)
    for stranger in (told.startup, member_of(told.need.organisation, "member")):
        with pytest.raises(Refused):
            actions.erase_person(told.case.company_contact, by=stranger)
    assert Disclosure.objects.exclude(erased_at=None).count() == 0


def test_the_copy_for_a_person_holds_what_every_app_knows():
    told, contact = a_cooperation_with_her_in_it(Party.COMPANY)
    Need.objects.filter(pk=told.need.pk).update(contact=contact)
    copy = json.loads(json.dumps(data_of(contact)))
    assert copy["person"]["email"] == "silke@werl.example"
    assert copy["needs"] == [{"number": told.need.number, "state": "matched"}]
    assert copy["cases"] == [{"number": told.case.number, "state": "cooperation"}]
    [release] = copy["releases"]
    assert (release["given_by"], "02925 555-0177" in release["text"]) == ("Silke Merkentrup", True)
    assert {row["field"]: row["value"] for row in release["passed_on"]}["person"].startswith("Silke Merkentrup")
    assert sorted(row["field"] for row in copy["received"]) == sorted(FIELDS)
    assert len(copy["links"]) == MailedLink.objects.filter(contact=contact).count() > 0
    tables = {table.model._meta.label_lower for table in (*WORDS, *MATCHING_WORDS, *LETTERS)}
    assert {row["table"] for row in copy["named_in"]} == tables - {"matching.offer"}
    assert "Leyla" not in json.dumps(release | {"passed_on": []})


def test_the_copy_names_what_she_did_herself_by_account_or_link():
    told = story(State.INTRODUCED)
    contact = told.case.company_contact
    contact.user_id = told.company.id
    contact.save()
    copy = data_of(contact)
    assert [act["step"] for act in copy["acts"]] == ["company_yes", "release"]
    assert copy["account"]["person"]["email"] == contact.user.email
    assert [release["way"] for release in copy["releases"]] == ["page"]


def test_an_erased_person_does_not_enter_by_the_account_any_more():
    told = story(State.INTRODUCED)
    contact = told.case.company_contact
    contact.user_id = told.company.id
    contact.save()
    user = contact.user
    address = user.email
    actions.erase_person(contact, by=office())
    user.refresh_from_db()
    assert (user.is_active, user.full_name, user.memberships.count(), address in everything_stored()) == (
        False, "[gelöscht]", 0, False,
    )  # fmt: skip
    assert {step.by_name for step in told.case.steps.filter(by_id=user.pk, by_label="accounts.user")} == {"[gelöscht]"}
    assert list(faults()) == []
