from .attendance import answer_survey, check_in, check_in_by_phone, mark_attended, void_attendance
from .checks import PlannedOn
from .clock import run_clock
from .days import (
    add_participant,
    change_participant,
    close_day,
    close_wishes,
    enter_pitch,
    open_wishes,
    set_up_day,
)
from .declining import decline_day
from .doors import open_door, renew_door, revoke_doors, send_code
from .encounters import hold_talk, mark_back, mark_gone, open_case, rate_talk, void_talk
from .erasure import erase_guest, erase_person
from .events import Outdated, announce_event, cancel_event, change_event, close_event, create_event
from .places import cancel_registration, give_photo_consent, register, renew_link, withdraw_photo_consent
from .plans import (
    ask_for_plan,
    bind_pair,
    forbid_pair,
    free_pair,
    lock_meeting,
    move_meeting,
    note_course,
    remove_meeting,
    stop_plan,
    take_plan,
)
from .publishing import publish_plan, review_plan
from .wishes import answer_wishes, give_day_release, withdraw_day_release

__all__ = [
    "Outdated",
    "PlannedOn",
    "add_participant",
    "announce_event",
    "answer_survey",
    "answer_wishes",
    "ask_for_plan",
    "bind_pair",
    "cancel_event",
    "cancel_registration",
    "change_event",
    "change_participant",
    "check_in",
    "check_in_by_phone",
    "close_day",
    "close_event",
    "close_wishes",
    "create_event",
    "decline_day",
    "enter_pitch",
    "erase_guest",
    "erase_person",
    "forbid_pair",
    "free_pair",
    "give_day_release",
    "give_photo_consent",
    "hold_talk",
    "lock_meeting",
    "mark_attended",
    "mark_back",
    "mark_gone",
    "move_meeting",
    "note_course",
    "open_case",
    "open_door",
    "open_wishes",
    "publish_plan",
    "rate_talk",
    "register",
    "remove_meeting",
    "renew_door",
    "renew_link",
    "review_plan",
    "revoke_doors",
    "run_clock",
    "send_code",
    "set_up_day",
    "stop_plan",
    "take_plan",
    "void_attendance",
    "void_talk",
    "withdraw_day_release",
    "withdraw_photo_consent",
]
