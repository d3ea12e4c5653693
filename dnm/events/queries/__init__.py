from .days import (
    day_releases_visible_to,
    days_visible_to,
    mutual_pairs,
    others_for,
    participants_visible_to,
    shown_name,
    valid_release,
)
from .doors import actor_of_door, door_of
from .events import (
    attendances_in,
    encounters_in,
    event_of_code,
    events_visible_to,
    place_on_waiting_list,
    places_taken,
    public_events,
    registration_of,
    registrations_visible_to,
    survey_counts_visible_to,
)
from .going_on import consents_to_go_on, going_on_text
from .plans import (
    conflicts_of_moving,
    current_plan,
    event_file,
    meetings_visible_to,
    plans_visible_to,
    unplaced_pairs,
)
from .reasons import reasons_of
from .receipts import receipt_visible_to
from .waiting import waiting_days

__all__ = [
    "actor_of_door",
    "attendances_in",
    "conflicts_of_moving",
    "consents_to_go_on",
    "current_plan",
    "day_releases_visible_to",
    "days_visible_to",
    "door_of",
    "encounters_in",
    "event_file",
    "event_of_code",
    "events_visible_to",
    "going_on_text",
    "meetings_visible_to",
    "mutual_pairs",
    "others_for",
    "participants_visible_to",
    "place_on_waiting_list",
    "places_taken",
    "plans_visible_to",
    "public_events",
    "reasons_of",
    "receipt_visible_to",
    "registration_of",
    "registrations_visible_to",
    "shown_name",
    "survey_counts_visible_to",
    "unplaced_pairs",
    "valid_release",
    "waiting_days",
]
