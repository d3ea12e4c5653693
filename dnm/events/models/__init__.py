from .attendance import Attendance, SurveyAnswer
from .days import MeetingDay, Pair, Participant, ParticipantDoor, Pitch, Wish
from .events import Event, Registration
from .plans import Encounter, EncounterRating, Plan, PlannedMeeting
from .releases import ParticipantDisclosure, ParticipantRelease

__all__ = [
    "Attendance",
    "Encounter",
    "EncounterRating",
    "Event",
    "MeetingDay",
    "Pair",
    "Participant",
    "ParticipantDisclosure",
    "ParticipantDoor",
    "ParticipantRelease",
    "Pitch",
    "Plan",
    "PlannedMeeting",
    "Registration",
    "SurveyAnswer",
    "Wish",
]
