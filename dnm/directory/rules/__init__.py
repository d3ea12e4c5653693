from .values import FORMS, LANGUAGES, LONGEST, channel_problems, contact_problems, problems_with, tidy
from .who import (
    OFFICE_FACTS,
    belongs_to,
    can_change,
    can_change_contacts,
    can_keep_directory,
    can_vouch,
    is_confirmed,
    is_paused,
)

__all__ = [
    "FORMS",
    "LANGUAGES",
    "LONGEST",
    "OFFICE_FACTS",
    "belongs_to",
    "can_change",
    "can_change_contacts",
    "can_keep_directory",
    "can_vouch",
    "channel_problems",
    "contact_problems",
    "is_confirmed",
    "is_paused",
    "problems_with",
    "tidy",
]
