from .cases import Introduction, PhoneTask, Question, StepTaken
from .consent import Disclosure, GivenRelease, MailedLink, PassedOn, Release
from .outcome import CheckIn, Cooperation, FollowUp, Meeting, Pilot, Rating

__all__ = [
    "CheckIn",
    "Cooperation",
    "Disclosure",
    "FollowUp",
    "GivenRelease",
    "Introduction",
    "MailedLink",
    "Meeting",
    "PassedOn",
    "PhoneTask",
    "Pilot",
    "Question",
    "Rating",
    "Release",
    "StepTaken",
]
