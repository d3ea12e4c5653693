"""A check from its beginning to its result, and who may do what."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import SYSTEM
from dnm.accounts.workflow import Role
from dnm.directory.actions import Invalid
from dnm.engines.scoring import LONG, SHORT, AnswersError, shipped
from dnm.journal.models import Entry
from dnm.maturity import actions, queries
from dnm.maturity.models import Answer, Check, PlannedStage
from dnm.maturity.rules import opened_by
from dnm.maturity.workflow import NEXT_STAGE, CheckState, Stage, TopicState
from tests.factories import ContactFactory, OrganisationFactory, StartupFactory, member_of, office

from .people import KURZ, all_answers, guest, letters, taken, token_in

pytestmark = pytest.mark.django_db


def test_a_member_begins_answers_and_finishes_and_hand_counted_scores_are_stored():
    firm = OrganisationFactory(head_count=18, industry="43.32", municipality="05974040")
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer_several(
        check, {"customers.found": "yes", "customers.quotes": "partly", "customers.planning": "no"}, by=anna
    )
    check = actions.finish_check(check, by=anna)
    # orders: 100 · (1 + 0.5 + 0) / 3 = 50; the other two topics 0; overall 50 / 3 = 16.67
    assert (check.scores, check.overall, check.band) == ({"orders": 50, "work": 0, "office": 0}, 17, "Basic")
    assert (check.size_class, check.industry, check.municipality) == ("small", "43.32", "05974040")
    assert (check.stage, check.way, check.state) == (Stage.T0, Check.Way.ALONE, CheckState.FINISHED)
    assert [letter.to_address for letter in letters("check_finished")] == [User.objects.get(pk=anna.id).email]
    assert f"/mein/digital-check/{check.pk}/ergebnis/" in letters("check_finished")[0].body


def test_the_long_check_agrees_with_an_example_counted_by_hand():
    firm = OrganisationFactory()
    anna = member_of(firm)
    long = shipped()[LONG]
    check = actions.begin_check(firm, LONG, by=anna)
    automation = [item.id for item in long.items.values() if long.dimension_of[item.id].id == "automation"]
    green = next(one for one in long.dimensions if one.id == "green")
    degrees = [item.id for one in green.lists if one.kind == "degree" for item in one.items]
    said = dict(zip(automation, (5, 4, 3, 0, 1), strict=True)) | {degrees[0]: "yes", degrees[1]: "partly"}
    actions.answer_several(check, said, by=anna)
    check = actions.finish_check(check, by=anna)
    # automation 13/25 · 100 = 52; green 5 · (0 + 1.5/5 · 10) = 15; overall (52 + 15) / 6 = 11.17
    zero = {"strategy": 0, "readiness": 0, "people": 0, "data": 0}
    assert (check.scores, check.overall) == ({**zero, "automation": 52, "green": 15}, 11)


def test_beginning_again_gives_the_open_check_and_each_questionnaire_has_its_own():
    firm = OrganisationFactory()
    anna, scout = member_of(firm), office()
    first = actions.begin_check(firm, SHORT, by=anna)
    assert actions.begin_check(firm, SHORT, by=scout) == first
    table = actions.begin_check(firm, LONG, by=scout)
    assert (table.way, table.scout_id) == (Check.Way.TABLE, scout.id)
    assert Check.objects.count() == 2


def test_finished_twice_stays_finished_once():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = taken(firm, anna)
    again = actions.finish_check(check, by=anna)
    assert again.finished_at == check.finished_at
    assert Entry.objects.filter(verb="check.finished").count() == 1
    assert len(letters("check_finished")) == 1
    with pytest.raises(Refused, match="abgeschlossen"):
        actions.answer(check, "customers.found", "no", by=anna)


def test_a_check_at_the_table_writes_to_the_contact_and_to_nobody_where_there_is_none():
    firm = OrganisationFactory()
    scout = office()
    taken(firm, scout)
    assert letters("check_finished") == []
    contact = ContactFactory(organisation=firm)
    actions.finish_check(actions.begin_check(firm, LONG, by=scout), by=scout)
    (letter,) = letters("check_finished")
    assert (letter.to_address, letter.secret) == (contact.email, True)
    door = queries.door_of(token_in(letter))
    assert door
    assert queries.results_visible_to(queries.actor_of_door(door.pk)).get().questionnaire == LONG


def test_later_stages_wait_for_the_day_the_office_has_set():
    firm, today = OrganisationFactory(), timezone.localdate()
    anna, scout = member_of(firm), office()
    taken(firm, anna, place=0)
    with pytest.raises(Refused, match="legt Ihr Digitalscout"):
        actions.begin_check(firm, SHORT, by=anna)
    plan = actions.plan_stage(firm, Stage.T1, key=SHORT, on=today + timedelta(days=40), by=scout)
    with pytest.raises(Refused, match="ist ab"):
        actions.begin_check(firm, SHORT, by=anna)
    assert actions.plan_stage(firm, Stage.T1, key=SHORT, on=today + timedelta(days=14), by=scout).pk == plan.pk
    assert [one.due_on for one in queries.plans_visible_to(anna)] == [today + timedelta(days=14)]
    strangers = (office(Role.DIRECTOR), member_of(OrganisationFactory()))
    assert [list(queries.plans_visible_to(one)) for one in strangers] == [[], []]
    assert list(queries.plans_visible_to(scout)) == [plan]
    later = taken(firm, anna, place=-1)
    assert later.stage == Stage.T1
    found = queries.result_of(later)
    assert found.change
    assert (found.before.stage, found.change.overall.whole, found.steps) == (Stage.T0, 100, [])
    assert taken(firm, scout).stage == Stage.T2
    with pytest.raises(Refused, match="alle drei"):
        actions.begin_check(firm, SHORT, by=scout)
    actions.drop_plan(plan, by=scout)
    assert PlannedStage.objects.count() == 0


def test_a_first_result_has_nothing_before_it_and_a_guest_never():
    firm = OrganisationFactory()
    assert queries.result_of(taken(firm, member_of(firm))).before is None
    door, actor = guest()
    assert queries.result_of(actions.finish_check(door.check_done, by=actor)).change is None


def test_every_stage_has_what_follows():
    assert NEXT_STAGE == {None: Stage.T0, Stage.T0: Stage.T1, Stage.T1: Stage.T2, Stage.T2: None}


def test_who_sees_a_check():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = taken(firm, anna)
    seeing = {role: queries.checks_visible_to(office(role)).count() for role in (
        Role.SCOUT, Role.LEAD, Role.DIRECTOR, Role.ADMIN, Role.FUNDER, Role.JUROR)}  # fmt: skip
    assert seeing == {Role.SCOUT: 1, Role.LEAD: 1, Role.DIRECTOR: 0, Role.ADMIN: 0, Role.FUNDER: 0, Role.JUROR: 0}
    strangers = [
        member_of(OrganisationFactory()),
        member_of(StartupFactory()),
        member_of(OrganisationFactory(kind="carrier")),
        member_of(OrganisationFactory(kind="hub")),
        guest()[1],
    ]
    assert [check in queries.checks_visible_to(one) for one in strangers] == [False] * 5
    assert list(queries.results_visible_to(anna)) == [check]
    for one in strangers:
        with pytest.raises(Refused):
            actions.begin_check(firm, LONG, by=one)
        with pytest.raises(Refused):
            actions.send_door(check, email="ich@dnm.example", by=one)
    with pytest.raises(Refused):
        actions.begin_check(StartupFactory(), SHORT, by=office())


def test_a_questionnaire_that_does_not_exist_is_refused():
    with pytest.raises(Refused, match="hofladen-7"):
        actions.begin_check(OrganisationFactory(), "hofladen-7", by=office())


def test_topics_are_open_then_in_progress_then_done():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer_several(
        check, {"customers.found": "yes", "customers.quotes": "unknown", "customers.planning": "no"}, by=anna
    )
    work = next(item.id for item in KURZ.dimensions[1].items)
    actions.answer(check, work, KURZ.items[work].allowed[0], by=anna)
    tasks = queries.tasks_of(check, anna)
    assert [(task.topic.id, task.state, task.answered) for task in tasks] == [
        ("orders", TopicState.DONE, 3),
        ("work", TopicState.IN_PROGRESS, 1),
        ("office", TopicState.OPEN, 0),
    ]
    assert sum(task.count for task in tasks) == 10
    left = queries.without_answer(check)
    assert (len(left), left[0].item, left[0].reason) == (7, "customers.quotes", "unknown")


def test_an_excluding_statement_answers_its_list():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, LONG, by=anna)
    topic = next(one for one in shipped()[LONG].dimensions if one.id == "data")
    (excluded,) = [one for one in topic.lists if one.exclusion]
    actions.answer(check, excluded.exclusion.id, True, by=anna)
    (task,) = [task for task in queries.tasks_of(check, anna) if task.topic.id == "data"]
    assert (task.answered, task.count, task.state) == (len(excluded.items), 13, TopicState.IN_PROGRESS)
    actions.answer(check, excluded.exclusion.id, False, by=anna)
    (task,) = [task for task in queries.tasks_of(check, anna) if task.topic.id == "data"]
    assert (task.answered, task.state) == (0, TopicState.IN_PROGRESS)


# --- Answers ---


def test_answers_of_another_questionnaire_and_unknown_items_leave_everything_as_it_was():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    with pytest.raises(AnswersError) as wrong:
        actions.answer_several(check, {"basic.website": True, "customers.found": 1, "customers.quotes": "yes"}, by=anna)
    assert [problem.code for problem in wrong.value.problems] == ["unknown_item", "not_allowed"]
    assert Answer.objects.count() == 0


def test_whoever_saves_later_wins_and_both_are_told():
    firm = OrganisationFactory()
    anna, scout = member_of(firm), office()
    check = actions.begin_check(firm, SHORT, by=anna)
    one = actions.answer(check, "customers.found", "no", by=anna, seen=0)
    assert (one.revision, one.meanwhile, one.overwritten) == (1, (), ())
    two = actions.answer(check, "customers.found", "yes", by=scout, seen=0)
    assert [(change.item, change.value, change.by_name) for change in two.meanwhile] == [
        ("customers.found", "no", anna.name)
    ]
    assert two.overwritten == ("customers.found",)
    back = actions.answer(check, "customers.quotes", "partly", by=anna, seen=one.revision)
    assert [(change.item, change.value, change.by_name) for change in back.meanwhile] == [
        ("customers.found", "yes", scout.name)
    ]
    assert back.overwritten == ()
    assert queries.answers_of(check) == {"customers.found": "yes", "customers.quotes": "partly"}
    assert [change.item for change in queries.changes_since(check, 2)] == ["customers.quotes"]


def test_the_same_answer_twice_is_stored_once_and_nobody_is_told():
    firm = OrganisationFactory()
    anna, scout = member_of(firm), office()
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer(check, "customers.found", "yes", by=anna, seen=0)
    again = actions.answer(check, "customers.found", "yes", by=scout, seen=0)
    assert (again.revision, again.meanwhile, again.overwritten) == (1, (), ())
    assert Answer.objects.get().by_name == anna.name


def test_a_tick_and_a_level_are_different_answers_and_an_answer_can_be_taken_back():
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, SHORT, by=anna)
    actions.answer(check, "customers.found", "yes", by=anna)
    actions.answer(check, "customers.found", "", by=anna)
    assert queries.answers_of(check) == {}
    assert Answer.objects.get().revision == 2


def test_answering_a_page_costs_at_most_ten_queries(django_assert_max_num_queries):
    firm = OrganisationFactory()
    anna = member_of(firm)
    check = actions.begin_check(firm, LONG, by=anna)
    page = {item.id: item.allowed[-1] for item in shipped()[LONG].dimensions[0].lists[0].items}
    with django_assert_max_num_queries(10):
        actions.answer_several(check, page, by=anna, seen=0)
    assert Answer.objects.count() == 10


# --- Guests ---


def test_a_guest_begins_once_and_sees_nothing_but_the_own_check():
    door, actor = guest("seite-1")
    again, _same = guest("seite-1")
    other, _actor = guest("seite-2")
    assert (door.pk, door.check_done_id) == (again.pk, again.check_done_id)
    assert door.check_done_id != other.check_done_id
    assert list(queries.checks_visible_to(actor)) == [door.check_done]
    assert (actor.role, actor.organisation_id, actor.audience) == (Role.GUEST, None, None)
    assert opened_by(actor) == (door.check_done_id, "")


def test_the_office_sees_a_guest_only_once_the_firm_was_told():
    door, actor = guest()
    scout = office()
    actions.answer_several(door.check_done, all_answers(), by=actor)
    check = actions.finish_check(door.check_done, by=actor)
    assert list(queries.checks_visible_to(scout)) == []
    with pytest.raises(Invalid) as wrong:
        actions.tell_firm(check, by=actor, name=" ", head_count=18)
    assert sorted(wrong.value.problems) == ["name"]
    for _twice in range(2):
        check = actions.tell_firm(
            check, by=actor, name="Tischlerei Hölscher", head_count=18, industry="31.00", postcode="59602"
        )
    assert (check.size_class, check.industry, check.municipality) == ("small", "31.00", "05974036")
    assert list(queries.checks_visible_to(scout)) == [check]
    assert len(letters("guest_offered_office")) == 1
    assert "Hölscher" not in letters("guest_offered_office")[0].body


def test_a_scout_takes_over_a_guests_check_once():
    door, actor = guest()
    firm, scout = OrganisationFactory(), office()
    check = actions.finish_check(door.check_done, by=actor)
    with pytest.raises(Refused):
        actions.adopt_check(check, firm, by=scout)
    actions.tell_firm(check, by=actor, name="Betrieb")
    adopted = actions.adopt_check(check, firm, by=scout)
    assert actions.adopt_check(check, firm, by=scout) == adopted
    assert (adopted.organisation, adopted.firm, adopted.size_class, adopted.stage) == (firm, {}, "medium", Stage.T0)
    assert list(queries.checks_visible_to(member_of(firm))) == [adopted]
    # The guest's browser keeps its result.
    assert list(queries.results_visible_to(actor)) == [adopted]
    other, guest_actor = guest("seite-2")
    actions.tell_firm(other.check_done, by=guest_actor, name="Betrieb")
    actions.begin_check(firm, SHORT, by=scout)
    with pytest.raises(Refused, match="schon in Arbeit"):
        actions.adopt_check(other.check_done, firm, by=scout)


def test_the_clock_may_build_the_demo_region():
    assert taken(OrganisationFactory(), SYSTEM).state == CheckState.FINISHED


def test_days_in_refusals_are_written_the_german_way():
    firm = OrganisationFactory()
    anna = member_of(firm)
    taken(firm, anna)
    actions.plan_stage(firm, Stage.T1, key=SHORT, on=date(2031, 3, 9), by=office())
    with pytest.raises(Refused, match=r"09\.03\.2031"):
        actions.begin_check(firm, SHORT, by=anna)
