"""Cases in the states that lie beside the way: declined, expired, paused, stopped."""

from datetime import timedelta

from django.utils import timezone

from dnm.introductions import actions
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import Party, State
from tests.stories import Story, story


def days_pass(told: Story, days: int) -> Introduction:
    """As if the present state had begun so many days earlier."""
    case = told.fresh()
    shift = timedelta(days=days)
    due = case.due_on - shift if case.due_on else None
    pause = case.paused_until - shift if case.paused_until else None
    Introduction.objects.filter(pk=case.pk).update(since=case.since - shift, due_on=due, paused_until=pause)
    return told.fresh()


def story_beside(state: State, before: State = State.STARTUP_ASKED) -> Story:
    """A case that came as far as ``before`` and then left the way."""
    told = story(before)
    case, until = told.fresh(), timezone.localdate() + timedelta(days=10)
    if state == State.DECLINED:
        actions.decline(case, Party.STARTUP, by=told.startup)
    elif state == State.PAUSED:
        actions.pause(case, until=until, by=told.scout)
    elif state == State.STOPPED:
        actions.stop(case, by=told.scout, reason_code="no_budget")
    else:
        days_pass(told, 20)
        actions.run_clock()
    told.case = told.fresh()
    assert told.case.state == state
    return told
