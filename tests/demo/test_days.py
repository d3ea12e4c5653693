"""Events and meeting days of the demo region: past, published, in the wish phase."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from dnm.demo.build import build
from dnm.engines.timetable import event_from, faults, plan_from
from dnm.events.models import Attendance, Encounter, EncounterRating, Event, MeetingDay, Participant, Plan, SurveyAnswer
from dnm.events.queries import event_file
from dnm.journal.models import Entry
from dnm.work.models import Job

pytestmark = pytest.mark.django_db


def test_a_small_region_has_a_day_that_was_one_that_is_published_and_one_that_collects_wishes():
    with time_machine.travel(datetime(2026, 11, 24, 9, 59, 59, tzinfo=UTC)):
        build(size="S")
        now = timezone.now()
        phases = dict(MeetingDay.objects.values_list("event__title", "phase"))
        assert phases == {
            "Matchingtag Produktion": "over",
            "Matchingtag Handwerk und Logistik": "published",
            "Matchingtag Energie und Daten": "wishes",
        }
        states = Counter((one.starts > now, one.state) for one in Event.objects.all())
        assert states == {(False, "over"): 3, (True, "announced"): 4}
    answered = Participant.objects.filter(day__phase="wishes").values_list("answered_at", flat=True)
    assert (len(answered), sum(at is not None for at in answered)) == (8, 3)
    assert min(rows.count() for rows in (Attendance.objects, Encounter.objects, EncounterRating.objects)) > 0
    assert SurveyAnswer.objects.exists()
    attended = Entry.objects.filter(verb="event.attended")
    assert attended.count() == Attendance.objects.count()
    assert not Job.objects.filter(kind="events.plan", state="waiting").exists()
    for plan in Plan.objects.filter(state="published"):
        talks = [
            {"id": f"p{one.company_id}-p{one.startup_id}", "slot": one.slot, "table": one.table}
            for one in plan.meetings.all()
        ]
        figures = {
            "value": plan.value,
            "breaks": plan.breaks,
            "idle_slots": plan.idle_slots,
            "bound": int(plan.bound or 0),
        }
        assert talks
        if plan.day.phase == "published":  # talks held are no longer in the file of the day that is over
            found = plan_from({"status": plan.status, "meetings": talks, **figures})
            assert list(faults(event_from(event_file(plan)), found)) == []
    (settings.DATA_DIR / "demo").unlink()
