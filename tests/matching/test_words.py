"""Drafts with two editors, what may be said in a need, and what follows from a change."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid
from dnm.directory.models import Topic
from dnm.journal.models import Entry
from dnm.mail.models import Letter
from dnm.matching import actions
from dnm.matching.models import Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.workflow import NeedState
from dnm.work.models import Job
from tests.factories import (
    ContactFactory,
    NeedFactory,
    OrganisationFactory,
    StartupFactory,
    UserFactory,
    member_of,
    office,
)
from tests.stories import a_company, a_need, a_scout

pytestmark = pytest.mark.django_db


def waiting_rankings() -> int:
    return Job.objects.filter(kind="matching.rank_need", state="waiting").count()


def forget_rankings() -> None:
    Job.objects.all().delete()


def test_two_editors_never_overwrite_each_other_unawares():
    firm = a_company()
    katrin, michael = member_of(firm), member_of(firm, "member")
    draft = actions.save_draft(firm, by=katrin, problem="Ausschuss")
    assert draft.version == 1
    actions.save_draft(firm, by=michael, need=draft, version=1, problem="Ausschuss in der Nacht")
    with pytest.raises(actions.DraftConflict) as conflict:
        actions.save_draft(firm, by=katrin, need=draft, version=1, problem="Ausschuss am Tag")
    assert conflict.value.current.problem == "Ausschuss in der Nacht"
    assert conflict.value.current.version == 2
    settled = actions.save_draft(firm, by=katrin, need=draft, version=2, problem="Ausschuss am Tag")
    assert (settled.problem, settled.version) == ("Ausschuss am Tag", 3)


def test_saving_the_same_words_twice_is_no_change_and_no_conflict():
    scout = a_scout()
    need = a_need(scout)
    entries, version = Entry.objects.count(), need.version
    forget_rankings()
    same = actions.change_need(need, by=scout, version=1, goal=need.goal, topics=[])
    assert (same.version, Entry.objects.count(), waiting_rankings()) == (version, entries, 0)


def test_what_the_engine_reads_is_ranked_anew_and_nothing_else():
    scout = a_scout()
    need = a_need(scout)
    forget_rankings()
    actions.change_need(need, by=scout, decision_maker="Michael Rehmert")
    assert waiting_rankings() == 0
    actions.change_need(need, by=scout, goal="Der erste schlechte Schuss wird gemeldet.")
    assert waiting_rankings() == 1
    changes = Entry.objects.filter(verb="need.changed").order_by("-pk").values_list("details__fields", flat=True)
    assert list(changes)[:2] == [["goal"], ["decision_maker"]]


def test_a_draft_leaves_no_trace_in_the_journal():
    firm = a_company()
    actions.save_draft(firm, by=member_of(firm), problem="Ausschuss", goal="weniger")
    assert Entry.objects.filter(verb__startswith="need.").count() == 0
    assert waiting_rankings() == 0


def test_a_double_click_makes_one_draft():
    firm = a_company()
    katrin = member_of(firm)
    first = actions.save_draft(firm, by=katrin, form_token="x1", problem="Ausschuss")
    again = actions.save_draft(firm, by=katrin, form_token="x1", problem="Ausschuss")
    assert again == first
    assert Need.objects.count() == 1


def test_a_form_of_another_firm_opens_nothing():
    firm, other = a_company(), OrganisationFactory()
    actions.save_draft(firm, by=member_of(firm), form_token="x1", problem="Ausschuss")
    with pytest.raises(Refused, match="anderen Bedarf"):
        actions.save_draft(other, by=member_of(other), form_token="x1", problem="Diebstahl")


@pytest.mark.parametrize("who", ["stranger", "startup", "director", "startup for itself"])
def test_only_the_company_and_the_office_describe_a_need(who):
    firm, startup = a_company(), StartupFactory()
    by = {
        "stranger": member_of(OrganisationFactory()),
        "startup": member_of(startup),
        "director": office(Role.DIRECTOR),
        "startup for itself": member_of(startup),
    }[who]
    with pytest.raises(Refused, match="ein Unternehmen selbst oder das Büro"):
        actions.save_draft(startup if who == "startup for itself" else firm, by=by, problem="Ausschuss")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": "x" * 121}, "title"),
        ({"problem": "Ausschuss\0"}, "problem"),
        ({"budget": "viel"}, "budget"),
        ({"confidentiality": "secret"}, "confidentiality"),
        ({"forms": ["marriage"]}, "forms"),
        ({"decide_by": timezone.localdate() - timedelta(days=1)}, "decide_by"),
        ({"start_by": date(9999, 12, 31)}, "start_by"),
    ],
)
def test_a_bad_value_is_refused_with_its_field(words, field):
    firm = a_company()
    with pytest.raises(Invalid) as refusal:
        actions.save_draft(firm, by=member_of(firm), **words)
    assert list(refusal.value.problems) == [field]
    assert Need.objects.count() == 0


def test_emoji_and_long_words_are_kept_as_they_are():
    firm = a_company()
    words = {"title": "Ausschuss 🙈", "problem": "ß" * 6000, "goal": "Weniger\r\nAusschuss "}
    draft = actions.save_draft(firm, by=member_of(firm), **words)
    stored = Need.objects.get(pk=draft.pk)
    assert (stored.title, len(stored.problem), stored.goal) == ("Ausschuss 🙈", 6000, "Weniger\nAusschuss")


def test_the_contact_belongs_to_the_firm():
    firm = a_company()
    with pytest.raises(Invalid, match="anderen Betrieb"):
        actions.save_draft(firm, by=member_of(firm), contact=ContactFactory())


def test_a_misspelt_field_is_an_error_of_the_programmer():
    firm = a_company()
    with pytest.raises(TypeError, match="wish"):
        actions.save_draft(firm, by=member_of(firm), wish="weniger")


def test_a_confidential_need_is_shown_to_nobody_whatever_was_ticked():
    firm = a_company()
    draft = actions.save_draft(
        firm, by=member_of(firm), problem="Ausschuss", confidentiality="internal", shown_publicly=True
    )
    assert (draft.shown_publicly, draft.shown_to_startups) == (False, False)


def test_the_company_may_close_its_need_to_others_after_it_was_sharpened_but_not_word_it():
    scout = a_scout()
    need = a_need(scout)
    katrin = member_of(need.organisation)
    need = actions.set_confidentiality(need, by=katrin, confidentiality="internal")
    assert need.confidentiality == "internal"
    with pytest.raises(Refused, match="Rufen Sie uns an"):
        actions.change_need(need, by=katrin, goal="etwas anderes")


def test_topics_count_as_a_change():
    scout = a_scout()
    need = a_need(scout)
    topic = Topic.objects.create(key="quality", name_de="Qualität", name_en="Quality")
    assert actions.change_need(need, by=scout, topics=[topic]).version == need.version + 1
    assert list(need.topics.all()) == [topic]


# --- Sending ---


def test_a_sent_need_has_a_number_a_scout_a_day_and_two_letters():
    scout = a_scout()
    firm = a_company()
    draft = actions.save_draft(firm, by=member_of(firm), problem="Wir merken Fehler erst am Ende der Schicht.")
    need = actions.submit_need(draft, by=member_of(firm))
    assert need.number == f"B-{timezone.localdate().year}-001"
    assert (need.state, need.scout_id, need.title) == (
        "submitted",
        scout.id,
        "Wir merken Fehler erst am Ende der Schicht.",
    )
    assert need.answer_by > timezone.localdate()
    assert need.answer_by.weekday() < 5
    kinds = list(Letter.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == ["matching/need_arrived", "matching/need_received"]
    assert waiting_rankings() == 1


def test_letters_about_a_need_never_tell_its_content():
    scout = a_scout()
    need = a_need(scout)
    bodies = "".join(Letter.objects.values_list("body", flat=True)) + "".join(
        Letter.objects.values_list("subject", flat=True)
    )
    assert bodies
    assert [word for word in ("Ausschuss", "Spritzguss", "Lunker", "Kiste") if word in bodies] == []
    assert need.number in bodies


def test_who_writes_a_need_down_gets_no_letter_about_it():
    scout = a_scout()
    need = NeedFactory(organisation=a_company())
    actions.submit_need(need, by=scout, source="phone", scout=User.objects.get(pk=scout.id))
    assert Letter.objects.filter(kind="matching/need_arrived").count() == 0


def test_a_need_without_a_problem_is_not_sent():
    firm = a_company()
    draft = actions.save_draft(firm, by=member_of(firm), title="Hilfe")
    with pytest.raises(Refused, match="Beschreiben Sie zuerst das Problem"):
        actions.submit_need(draft, by=member_of(firm))
    assert Need.objects.get().state == NeedState.DRAFT


def test_a_long_problem_gives_a_short_title():
    firm = a_company()
    draft = actions.save_draft(firm, by=member_of(firm), problem="Wort " * 40)
    assert actions.submit_need(draft, by=member_of(firm)).title == "Wort " * 13 + "Wort …"


def test_the_letter_goes_to_somebody_who_is_still_there():
    firm = a_company()
    gone = ContactFactory(organisation=firm, primary=False, left_on=timezone.localdate(), email="weg@betrieb.example")
    need = NeedFactory(organisation=firm, contact=gone)
    actions.submit_need(need, by=member_of(firm))
    letter = Letter.objects.get(kind="matching/need_received")
    assert letter.to_address == firm.contacts.get(primary=True).email


def test_what_is_missing_is_named_before_start_ups_are_asked():
    scout = a_scout()
    need = actions.submit_need(NeedFactory(organisation=a_company()), by=scout)
    with pytest.raises(Refused, match="Entscheidung bis, Wer entscheidet\\?, Budget"):
        actions.qualify_need(need, by=scout)


def test_a_need_withdrawn_as_a_draft_stays_a_secret_until_it_is_opened_again():
    scout = a_scout()
    firm = a_company()
    katrin = member_of(firm)
    draft = actions.save_draft(firm, by=katrin, problem="Ausschuss")
    actions.withdraw_need(draft, by=katrin)
    assert list(needs_visible_to(scout)) == []
    need = actions.reopen_need(draft, by=katrin)
    assert (need.state, need.scout_id, need.submitted_at is None) == ("submitted", scout.id, False)
    assert list(needs_visible_to(scout)) == [need]
    assert Letter.objects.filter(kind="matching/need_arrived").count() == 1


def test_another_scout_takes_over():
    scout, jens = a_scout(), UserFactory(roles=[Role.LEAD])
    need = a_need(scout)
    assert actions.take_charge(need, jens, by=scout).scout == jens
    assert actions.take_charge(need, jens, by=scout).scout == jens
    assert Entry.objects.filter(verb="need.handed_over").count() == 1
    with pytest.raises(Refused, match="kein Digitalscout"):
        actions.take_charge(need, UserFactory(roles=[Role.DIRECTOR]), by=scout)
    with pytest.raises(Refused, match="Das entscheidet das Büro"):
        actions.take_charge(need, jens, by=member_of(need.organisation))


def test_a_company_on_the_phone_is_entered_with_its_need_at_once():
    scout = a_scout()
    facts = {"name": "Tischlerei Hoff", "postcode": "59597", "place": "Erwitte"}
    person = {"last_name": "Hoff", "phone": "02943 555-0110"}
    words = {"problem": "Das Aufmaß landet dreimal auf Papier.", "confidentiality": "anonymous"}
    need = actions.take_need(facts, by=scout, words=words, person=person, form_token="t1")
    again = actions.take_need(facts, by=scout, words=words, person=person, form_token="t1")
    assert again == need
    assert (need.source, need.state, need.organisation.source) == ("phone", "submitted", "phone")
    assert (need.organisation.municipality, need.contact.last_name) == ("05974016", "Hoff")
    assert Need.objects.count() == 1


def test_nothing_is_entered_when_the_person_cannot_be_reached():
    scout = a_scout()
    with pytest.raises(Invalid, match="Telefonnummer oder E-Mail-Adresse"):
        actions.take_need({"name": "Tischlerei Hoff"}, by=scout, words={"problem": "x"}, person={"last_name": "Hoff"})
    assert Need.objects.count() == 0
