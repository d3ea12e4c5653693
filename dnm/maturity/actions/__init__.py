from .answers import Saved, answer, answer_several
from .checks import adopt_check, begin_as_guest, begin_check, finish_check, tell_firm
from .clock import forget_guests, run_clock
from .doors import hand_over_topic, open_door, renew_door, send_code, send_door, take_back_topic
from .erasure import erase_person
from .figures import take_snapshot
from .invitations import begin_invited, drop_invited, invite, plan_round
from .measures import change_measure, restore_measure
from .planning import drop_plan, plan_stage

__all__ = [
    "Saved",
    "adopt_check",
    "answer",
    "answer_several",
    "begin_as_guest",
    "begin_check",
    "begin_invited",
    "change_measure",
    "drop_invited",
    "drop_plan",
    "erase_person",
    "finish_check",
    "forget_guests",
    "hand_over_topic",
    "invite",
    "open_door",
    "plan_round",
    "plan_stage",
    "renew_door",
    "restore_measure",
    "run_clock",
    "send_code",
    "send_door",
    "take_back_topic",
    "take_snapshot",
    "tell_firm",
]
