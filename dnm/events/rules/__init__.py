from .frame import Conflict, absent_slots, minute_of, moving_conflicts, slots_problem
from .who import (
    can_answer_for,
    can_keep_events,
    can_register,
    consent_problem,
    data_text,
    event_problem,
    photo_text,
    release_text,
    release_values,
    released_fields,
    text_hash,
)

__all__ = [
    "Conflict",
    "absent_slots",
    "can_answer_for",
    "can_keep_events",
    "can_register",
    "consent_problem",
    "data_text",
    "event_problem",
    "minute_of",
    "moving_conflicts",
    "photo_text",
    "release_text",
    "release_values",
    "released_fields",
    "slots_problem",
    "text_hash",
]
