"""Meeting days: events and wishes in, a timetable with a proven bound out. No database, no clock of the office."""

from dnm.engines.timetable.checker import Fault, faults
from dnm.engines.timetable.files import event_from, plan_document, plan_from, read_event, read_plan
from dnm.engines.timetable.model import Cause, Event, Goal, Meeting, Participant, Placed, Plan, Status
from dnm.engines.timetable.problems import Problem, TimetableError

__all__ = [
    "Cause",
    "Event",
    "Fault",
    "Goal",
    "Meeting",
    "Participant",
    "Placed",
    "Plan",
    "Problem",
    "Status",
    "TimetableError",
    "event_from",
    "faults",
    "plan_document",
    "plan_from",
    "read_event",
    "read_plan",
]
