from .cases import Introduction, PhoneTask, Question, StepTaken
from .consent import Disclosure, MailedLink, Release
from .outcome import CheckIn, Cooperation, FollowUp, Meeting, Pilot, Rating

__all__ = [
    "CheckIn",
    "Cooperation",
    "Disclosure",
    "FollowUp",
    "Introduction",
    "MailedLink",
    "Meeting",
    "PhoneTask",
    "Pilot",
    "Question",
    "Rating",
    "Release",
    "StepTaken",
]
