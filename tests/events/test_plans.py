"""From the engine's plan to the published one, changed by hand, replaced, and read only as far as released."""

import pytest
from icalendar import Calendar

from dnm.accounts.actions import Refused
from dnm.events import actions, jobs
from dnm.events.models import ParticipantDisclosure, Plan
from dnm.events.queries import (
    conflicts_of_moving,
    current_plan,
    event_file,
    meetings_visible_to,
    plans_visible_to,
    unplaced_pairs,
)
from dnm.events.queries.plans import own_talks
from dnm.events.workflow import Keep
from dnm.journal.queries import faults
from dnm.mail.models import Letter
from dnm.work.actions import run
from dnm.work.models import Job
from dnm.worker.table import RUNNERS
from tests.events.stories import SLOTS, Day, a_day, everybody_wants
from tests.factories import OrganisationFactory, member_of

pytestmark = pytest.mark.django_db
ALL_FOUR = {(0, 0): (0, 0), (1, 1): (0, 1), (0, 1): (1, 0), (1, 0): (1, 1)}


def told() -> Day:
    return everybody_wants(a_day())


def ids(day: Day) -> tuple[str, str, str, str]:
    c, s = day.companies, day.startups
    return f"p{c[0].pk}", f"p{c[1].pk}", f"p{s[0].pk}", f"p{s[1].pk}"


def test_the_event_file_is_exactly_what_the_engine_reads():
    day = a_day(2, 1)
    day.want(0, 0, "must", "must")
    day.want(1, 0)
    actions.change_participant(day.companies[0], by=day.scout, table=1, max_meetings=2)
    actions.change_participant(day.startups[0], by=day.scout, away=[2])
    host, other, startup, _none = (*ids(Day(day.scout, day.day, day.companies, day.startups * 2)),)
    assert day.file() == {
        "goal": "value",
        "slots": 3,
        "sessions": [[0, 1], [2]],
        "tables": [2, 2, 2],
        "participants": [
            {"id": host, "available": [0, 1, 2], "max_meetings": 2, "table": 1},
            {"id": startup, "available": [0, 1]},
            {"id": other, "available": [0, 1, 2]},
        ],
        "meetings": [
            {"id": f"{host}-{startup}", "between": [host, startup], "weight": 60},
            {"id": f"{other}-{startup}", "between": [other, startup], "weight": 20},
        ],
    }


def test_a_plan_is_asked_for_once_worked_out_and_stopped(settings):
    day = told()
    plan = actions.ask_for_plan(day.fresh(), by=day.scout, seconds=5)
    job = Job.objects.get(kind="events.plan", key=str(plan.pk))
    assert (job.arguments, plan.version, plan.state, plan.status) == ({"seconds": 5}, 1, "draft", "")
    actions.stop_plan(plan, by=day.scout)
    actions.stop_plan(Plan(pk=0, day=day.day), by=day.scout)
    job.refresh_from_db()
    assert job.cancel_requested
    for asked, words in (
        ({"seconds": 0}, "Rechenzeit"),
        ({"slots": []}, "mindestens einen"),
        ({"based_on": told().plan({})}, "anderen Tag"),
    ):
        with pytest.raises(Refused, match=words):
            actions.ask_for_plan(day.fresh(), by=day.scout, **asked)


def test_before_the_wishes_there_is_nothing_to_plan():
    day = told()
    day.day.phase = "preparing"
    day.day.save()
    with pytest.raises(Refused, match="zuerst die Wünsche"):
        actions.ask_for_plan(day.fresh(), by=day.scout)


def test_the_engines_plan_stands_in_the_draft_with_its_figures():
    day = told()
    plan = day.plan(ALL_FOUR)
    assert (plan.status, plan.value, plan.bound, plan.breaks, plan.meetings.count()) == ("optimal", 80, 80.0, 0, 4)
    assert unplaced_pairs(plan) == []
    again = actions.take_plan(plan, day.found({(0, 0): (2, 1)}), by=day.scout)
    assert (again.meetings.count(), len(unplaced_pairs(again))) == (1, 3)
    actions.withdraw_day_release(day.companies[0], by=day.scout)
    with pytest.raises(Refused, match="passt nicht mehr"):
        actions.take_plan(plan, day.found(ALL_FOUR), by=day.scout)


def test_the_course_of_the_work_is_thinned_out_and_keeps_its_ends():
    plan = told().plan({})
    actions.note_course(plan, [(float(second), 1.0, 0, None) for second in range(1001)])
    plan.refresh_from_db()
    assert (len(plan.course) <= 400, plan.course[0][0], plan.course[-1][0]) == (True, 0.0, 1000.0)


def test_moving_warns_before_it_saves_and_refuses_a_conflict():
    day = told()
    plan = day.plan(ALL_FOUR)
    meeting = plan.meetings.get(slot=0, table=0)
    assert conflicts_of_moving(plan, meeting, 2, 0) == []
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 1, 0)] == ["busy", "taken", "busy"]
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 2, 5)] == ["table"]
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 3, 0)] == ["slot"]
    actions.change_participant(day.companies[0], by=day.scout, away=[2], table=1)
    meeting = plan.meetings.get(slot=0, table=0)
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 2, 0)] == ["away", "host"]
    with pytest.raises(Refused, match="Werk0 ist dann nicht da"):
        actions.move_meeting(meeting, 2, 0, by=day.scout)
    actions.change_participant(day.companies[0], by=day.scout, away=[], table=None)
    moved = actions.move_meeting(meeting, 2, 0, by=day.scout)
    plan.refresh_from_db()
    assert (moved.slot, moved.table, plan.changed_by_hand) == (2, 0, True)
    actions.remove_meeting(moved, by=day.scout)
    assert plan.meetings.count() == 3
    with pytest.raises(Refused, match="nicht mehr im Plan"):
        actions.move_meeting(moved, 2, 0, by=day.scout)


def test_a_locked_meeting_stays_where_it_is_in_every_plan():
    day = told()
    plan = day.plan(ALL_FOUR)
    meeting = plan.meetings.get(slot=1, table=1)
    actions.lock_meeting(meeting, by=day.scout)
    assert [one.kind for one in conflicts_of_moving(plan, meeting, 2, 0)] == ["locked"]
    fixed = [(one["id"], one["fixed_slot"]) for one in day.file()["meetings"] if "fixed_slot" in one]
    assert fixed == [(f"p{day.companies[1].pk}-p{day.startups[0].pk}", 1)]
    swapped = day.plan({(1, 0): (1, 0), (0, 1): (1, 1)})
    assert swapped.meetings.get(company=day.companies[1]).table == 1
    with pytest.raises(Refused, match="ein Unternehmen und ein Startup"):
        actions.forbid_pair(day.startups[0], day.companies[0], by=day.scout)


def test_new_meetings_are_planned_around_those_that_stay_and_keep_their_tables():
    day = told()
    first = day.plan({(0, 0): (0, 1)})
    file = event_file(actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.EVERYTHING))
    assert [one.get("fixed_slot") for one in file["meetings"]] == [0, None, None, None]
    second = day.plan({(0, 0): (0, 0), (1, 1): (0, 1)}, based_on=first, keep=Keep.EVERYTHING)
    assert list(second.meetings.values_list("company", "table")) == [
        (day.companies[1].pk, 0),
        (day.companies[0].pk, 1),
    ]


def test_what_sits_where_it_sat_is_left_alone():
    day = told()
    first = day.plan({(0, 0): (0, 1)})
    second = day.plan({(0, 0): (0, 1), (1, 1): (0, 0)}, based_on=first, keep=Keep.EVERYTHING)
    assert second.meetings.get(company=day.companies[0]).table == 1


def test_a_hosts_table_is_never_swapped_away():
    day = told()
    first = day.plan({(0, 0): (0, 1)})
    actions.change_participant(day.companies[1], by=day.scout, table=1)
    second = day.plan({(0, 0): (0, 0), (1, 1): (0, 1)}, based_on=first, keep=Keep.EVERYTHING)
    assert second.meetings.get(company=day.companies[1]).table == 1


def test_after_a_cancellation_the_others_stay_and_on_the_day_the_past_does():
    day = told()
    first = day.plan(ALL_FOUR)
    actions.mark_gone(day.startups[1], by=day.scout, from_slot=1)
    file = event_file(actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.EVERYTHING))
    assert sorted(one["fixed_slot"] for one in file["meetings"] if "fixed_slot" in one) == [0, 0, 1]
    rest = event_file(actions.ask_for_plan(day.fresh(), by=day.scout, based_on=first, keep=Keep.PAST, from_slot=1))
    assert sorted(one["fixed_slot"] for one in rest["meetings"] if "fixed_slot" in one) == [0, 0]
    assert len(rest["meetings"]) == 3
    assert {tuple(one["available"]) for one in rest["participants"]} == {(0, 1, 2), (0,)}
    actions.mark_back(day.startups[1], by=day.scout)
    assert len(day.file()["meetings"]) == 4
    actions.mark_gone(day.startups[1], by=day.scout)
    assert len(day.file()["meetings"]) == 2


def test_what_if_is_a_variant_that_is_never_published():
    day = told()
    more = [{**slot, "tables": 4} for slot in SLOTS]
    plan = day.plan(ALL_FOUR, slots=more)
    assert (plan.state, plan.slots, day.fresh().slots) == ("variant", more, SLOTS)
    actions.review_plan(plan, by=day.scout)
    with pytest.raises(Refused, match="nicht veröffentlicht werden"):
        actions.publish_plan(plan, by=day.scout)


def test_a_plan_is_reviewed_then_published_with_letters_calendars_and_receipts():
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    plan = day.plan({(0, 0): (0, 0), (1, 1): (0, 1)})
    with pytest.raises(Refused, match="zuerst durch"):
        actions.publish_plan(plan, by=day.scout)
    with pytest.raises(Refused, match="noch kein Gespräch"):
        actions.review_plan(day.plan({}), by=day.scout)
    actions.review_plan(plan, by=day.scout)
    for _twice in range(2):
        assert actions.publish_plan(plan, by=day.scout).state == "published"
    letters = Letter.objects.filter(kind="events/plan_published")
    assert letters.count() == 4
    first = letters.get(to_address="werk0@firma.example")
    assert "Start0, Köln, Katrin von Start0" in first.body
    assert "Start1" not in first.body + first.calendar
    assert ParticipantDisclosure.objects.count() == 8
    assert (day.fresh().phase, current_plan(day.day)) == ("published", plan)
    with pytest.raises(Refused, match="ist veröffentlicht"):
        actions.move_meeting(plan.meetings.all()[0], 2, 0, by=day.scout)
    assert list(faults()) == []


def test_a_later_plan_tells_only_those_whose_day_changed_and_takes_talks_out_of_calendars():
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    first = day.published({(0, 0): (0, 0), (1, 1): (0, 1)})
    second = day.published({(0, 0): (0, 0), (1, 1): (2, 1)}, based_on=first)
    first.refresh_from_db()
    assert (first.state, second.version) == ("superseded", 2)
    later = Letter.objects.filter(kind="events/plan_published").order_by("pk")[4:]
    assert sorted(letter.to_address for letter in later) == ["start1@firma.example", "werk1@firma.example"]
    third = day.published({(0, 0): (0, 0)}, based_on=second)
    calendar = Calendar.from_ical(Letter.objects.filter(to_address="werk1@firma.example").latest("pk").calendar)
    [entry] = calendar.walk("VEVENT")
    pair = f"talk-{day.companies[1].pk}-{day.startups[1].pk}@"
    assert (str(entry["STATUS"]), int(entry["SEQUENCE"])) == ("CANCELLED", third.version + 1)
    assert str(entry["UID"]).startswith(pair)


def test_a_withdrawn_release_hides_the_name_and_stops_the_publication():
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    plan = day.published({(0, 0): (0, 0)})
    draft = actions.review_plan(day.plan({(0, 0): (1, 0)}), by=day.scout)
    actions.withdraw_day_release(day.startups[0], by=day.member(day.startups[0]))
    assert [(talk.other, talk.person) for talk in own_talks(day.companies[0], plan)] == [("", "")]
    told_office = Letter.objects.get(kind="events/release_withdrawn_office")
    assert told_office.to_address == plan.day.event.organiser.email
    assert ("Start0" in told_office.body, f"/buero/termine/{plan.day.event_id}/tag/" in told_office.body) == (
        False,
        True,
    )
    with pytest.raises(Refused, match="Start0 hat nicht freigegeben"):
        actions.publish_plan(draft, by=day.scout)
    assert list(faults()) == []


def test_who_is_away_by_now_stops_the_publication():
    day = told()
    plan = day.plan({(0, 0): (1, 0)})
    actions.mark_gone(day.companies[0], by=day.scout, from_slot=1)
    with pytest.raises(Refused, match="Werk0 ist dann nicht da"):
        actions.review_plan(plan, by=day.scout)


def forbid(day: Day, plan: Plan) -> None:
    actions.forbid_pair(day.companies[0], day.startups[0], by=day.scout)


def bind(day: Day, plan: Plan) -> None:
    actions.bind_pair(day.companies[0], day.startups[0], 1, by=day.scout)


def lock_elsewhere(day: Day, plan: Plan) -> None:
    other = day.plan({(0, 0): (2, 0)})
    actions.lock_meeting(other.meetings.get(), by=day.scout)


def lower_the_limit(day: Day, plan: Plan) -> None:
    actions.change_participant(day.startups[0], by=day.scout, max_meetings=1)


def give_a_table(day: Day, plan: Plan) -> None:
    actions.change_participant(day.companies[0], by=day.scout, table=1)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (forbid, "Werk0 – Start0: Nicht mehr beide Seiten wollen dieses Gespräch, oder es ist ausgeschlossen."),
        (bind, "Werk0 – Start0 liegt im Zeitfenster 09:00 und damit nicht im Abschnitt 2."),
        (lock_elsewhere, "Werk0 – Start0 ist auf das Zeitfenster 11:00 gelegt, steht aber in 09:00."),
        (lower_the_limit, "Start0 hat 2 Gespräche, möchte aber höchstens 1."),
        (give_a_table, "Werk0 – Start0 sitzt an Tisch 1, sein Platz ist aber 2."),
    ],
)
def test_what_the_checker_finds_stops_a_plan_that_was_right_when_it_was_made(later, words):
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    seen, unseen = (day.plan({(0, 0): (0, 0), (1, 0): (1, 0)}) for _twice in range(2))
    actions.review_plan(seen, by=day.scout)
    later(day, seen)
    for act, plan in ((actions.publish_plan, seen), (actions.review_plan, unseen)):
        with pytest.raises(Refused) as refused:
            act(plan, by=day.scout)
        assert str(refused.value) == words


def test_what_was_merely_kept_may_be_moved_by_hand_and_talks_may_be_left_out():
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    first = day.published(ALL_FOUR)
    draft = day.plan(ALL_FOUR, based_on=first, keep=Keep.EVERYTHING)
    actions.move_meeting(draft.meetings.get(company=day.companies[0], startup=day.startups[0]), 2, 0, by=day.scout)
    actions.remove_meeting(draft.meetings.get(company=day.companies[1], startup=day.startups[1]), by=day.scout)
    assert actions.publish_plan(actions.review_plan(draft, by=day.scout), by=day.scout).state == "published"


def test_two_hosts_who_meet_may_sit_at_the_table_of_either():
    day = told()
    plan = day.plan({(0, 0): (0, 0)})
    actions.change_participant(day.companies[0], by=day.scout, table=0)
    actions.change_participant(day.startups[0], by=day.scout, table=1)
    meeting = plan.meetings.select_related("company__organisation", "startup__organisation").get()
    assert [[one.kind for one in conflicts_of_moving(plan, meeting, 1, table)] for table in (0, 1)] == [[], []]


def test_a_participant_sees_its_own_talks_of_the_published_plan_only():
    day = told()
    actions.close_wishes(day.day, by=day.scout)
    draft = day.plan(ALL_FOUR)
    member = day.member(day.companies[0])
    assert list(meetings_visible_to(member)) == []
    actions.publish_plan(actions.review_plan(draft, by=day.scout), by=day.scout)
    assert meetings_visible_to(member).count() == 2
    assert meetings_visible_to(day.scout).count() == 4
    assert list(meetings_visible_to(member_of(OrganisationFactory()))) == []
    assert (plans_visible_to(member).count(), plans_visible_to(day.scout).count()) == (0, 1)


def test_the_job_asks_the_engine_shows_its_course_and_takes_the_plan():
    day = told()
    plan = actions.ask_for_plan(day.fresh(), by=day.scout, seconds=1)
    job = Job.objects.get(kind="events.plan")
    run(job.pk, RUNNERS)
    plan.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, plan.status, plan.meetings.count(), plan.value) == ("done", "optimal", 4, 80)
    assert (plan.reasons, plan.bound, job.total) == ([], 80.0, 1)
    assert plan.course[-1][1:] == [80, plan.idle_slots, 80]


def test_a_job_for_a_plan_that_is_gone_or_done_does_nothing():
    plan = told().plan(ALL_FOUR)

    class Waiting:
        job = Job(kind="events.plan", key=str(plan.pk))
        arguments = {"seconds": 1}

    jobs.make_plan(Waiting())  # type: ignore[arg-type]
    Waiting.job.key = "0"
    jobs.make_plan(Waiting())  # type: ignore[arg-type]
    assert Plan.objects.get().meetings.count() == 4
