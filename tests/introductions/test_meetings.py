"""The moderated conversation: calendars that update, minutes, ratings."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from dnm.introductions import actions
from dnm.introductions.models import Meeting, Rating
from dnm.introductions.workflow import Party, State
from dnm.mail.models import Letter
from tests.factories import office
from tests.stories import Story, story

pytestmark = pytest.mark.django_db
MINUTES = {"minutes": "Wir haben die Maschine gesehen.", "next_step": "Angebot", "next_step_owner": "Leyla Aksoy"}


def in_days(days: int) -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(days=days)


def schedule(told: Story, starts: datetime, **changes: object) -> Meeting:
    values = {
        "place": "Werl",
        "agenda": "Kennenlernen",
        "moderator": told.case.owner,
        "ends": starts + timedelta(hours=1),
    }
    return actions.schedule_meeting(told.fresh(), starts=starts, by=told.scout, **(values | changes))


def calendars() -> list[tuple[str, int, str]]:
    """(UID, SEQUENCE, METHOD) of every calendar file that was mailed to the company."""
    letters = Letter.objects.exclude(calendar="").filter(to_name__startswith="Katrin").order_by("pk")
    found = []
    for letter in letters:
        calendar = Calendar.from_ical(letter.calendar)
        event = calendar.walk("VEVENT")[0]
        found.append((str(event["UID"]), int(event["SEQUENCE"]), str(calendar["METHOD"])))
    return found


def test_moving_and_cancelling_keep_the_uid_and_count_the_sequence_up():
    told = story(State.INTRODUCED)
    meeting = schedule(told, in_days(3))
    schedule(told, in_days(4))
    actions.cancel_meeting(told.fresh(), by=told.scout)
    assert calendars() == [(meeting.uid, 0, "REQUEST"), (meeting.uid, 1, "REQUEST"), (meeting.uid, 2, "CANCEL")]
    assert told.fresh().state == State.INTRODUCED
    subjects = Letter.objects.filter(to_name__startswith="Katrin").order_by("pk").values_list("subject", flat=True)
    assert [subject.split()[0] for subject in list(subjects)[-3:]] == ["Ihr", "Das", "Abgesagt:"]


def test_the_same_date_twice_is_one_date():
    told = story(State.INTRODUCED)
    starts = in_days(3)
    assert schedule(told, starts).pk == schedule(told, starts).pk
    assert len(calendars()) == 1
    assert Meeting.objects.get().sequence == 0


def test_after_cancelling_a_new_date_is_a_new_entry():
    told = story(State.INTRODUCED)
    first = schedule(told, in_days(3))
    actions.cancel_meeting(told.fresh(), by=told.scout)
    assert actions.cancel_meeting(told.fresh(), by=told.scout).state == State.INTRODUCED
    assert schedule(told, in_days(5)).uid != first.uid


def test_cancelling_a_second_conversation_leads_back_to_the_first():
    told = story(State.MEETING_HELD)
    schedule(told, in_days(3))
    assert actions.cancel_meeting(told.fresh(), by=told.scout).state == State.MEETING_HELD


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends": timezone.now()}, "Ende liegt vor dem Beginn"),
        ({"ends": timezone.now() + timedelta(days=20)}, "höchstens zwölf Stunden"),
        ({"place": " ", "link": ""}, "einen Ort oder einen Link"),
    ],
)
def test_a_date_must_be_possible(changes: dict, words: str):
    with pytest.raises(actions.StepRefused, match=words):
        schedule(story(State.INTRODUCED), in_days(3), **changes)


def test_a_conversation_that_lies_ahead_has_no_minutes():
    told = story(State.INTRODUCED)
    schedule(told, in_days(3))
    with pytest.raises(actions.StepRefused, match="liegt noch in der Zukunft"):
        actions.hold_meeting(told.fresh(), by=told.scout, next_step_on=timezone.localdate(), **MINUTES)


def test_a_conversation_nobody_planned_is_written_down_afterwards():
    told = story(State.INTRODUCED)
    for held_at in (None, in_days(1)):
        with pytest.raises(actions.StepRefused, match="wann das Gespräch war"):
            actions.hold_meeting(
                told.fresh(), by=told.scout, next_step_on=timezone.localdate(), held_at=held_at, **MINUTES
            )
    for _click in range(2):
        meeting = actions.hold_meeting(
            told.fresh(), by=told.scout, next_step_on=timezone.localdate(), held_at=in_days(-1), **MINUTES
        )
    assert Meeting.objects.get() == meeting
    assert (told.fresh().state, meeting.next_step_owner) == (State.MEETING_HELD, "Leyla Aksoy")
    assert Letter.objects.filter(kind="introductions/rate_meeting").count() == 2


def test_minutes_name_the_next_step_and_who_takes_it():
    told = story(State.INTRODUCED)
    with pytest.raises(actions.StepRefused, match="den nächsten Schritt und wer ihn macht"):
        actions.hold_meeting(
            told.fresh(),
            by=told.scout,
            next_step_on=timezone.localdate(),
            held_at=in_days(-1),
            **(MINUTES | {"next_step_owner": " "}),
        )


def test_the_case_is_due_when_the_next_step_is():
    told = story(State.INTRODUCED)
    day = timezone.localdate() + timedelta(days=12)
    actions.hold_meeting(told.fresh(), by=told.scout, next_step_on=day, held_at=in_days(-1), **MINUTES)
    assert told.fresh().due_on == day


def test_both_sides_rate_and_may_change_their_mind():
    told = story(State.MEETING_HELD)
    meeting = told.case.meetings.get()
    actions.rate_meeting(meeting, Party.COMPANY, 4, " gut vorbereitet ", by=told.company)
    actions.rate_meeting(meeting, Party.COMPANY, 5, "", by=told.company)
    actions.rate_meeting(meeting, Party.STARTUP, 2, "", by=told.scout)
    assert sorted(Rating.objects.values_list("side", "stars")) == [("company", 5), ("startup", 2)]


def test_a_rating_is_a_number_from_one_to_five_of_somebody_who_was_there():
    told = story(State.MEETING_HELD)
    meeting = told.case.meetings.get()
    for stars in (0, 6):
        with pytest.raises(actions.StepRefused, match="1 bis 5"):
            actions.rate_meeting(meeting, Party.COMPANY, stars, by=told.company)
    for by in (told.startup, office("director")):
        with pytest.raises(actions.StepRefused, match="beteiligt war"):
            actions.rate_meeting(meeting, Party.COMPANY, 3, by=by)
