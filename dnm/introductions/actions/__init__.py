from .asking import (
    answer_question,
    ask_company,
    ask_question,
    company_says_yes,
    decline,
    language_for,
    startup_says_yes,
    teaser_problem,
)
from .clock import run_clock
from .consent import give_release, offered_hash, record_release, valid_release, withdraw_release
from .ending import hand_over, pause, reopen, resume, stop
from .erasure import erase_person
from .links import dispute, open_with_code, revoke_links, send_code
from .meetings import cancel_meeting, hold_meeting, rate_meeting, schedule_meeting
from .opening import hub_proposes, open_known, record_introduction, shortlist, shortlist_proposed, suggest, unshortlist
from .phone import done_calling, plan_call
from .pilots import agree_pilot, check_in, finish_pilot, follow_up, start_cooperation
from .steps import Spoken, StepRefused

__all__ = [
    "Spoken",
    "StepRefused",
    "agree_pilot",
    "answer_question",
    "ask_company",
    "ask_question",
    "cancel_meeting",
    "check_in",
    "company_says_yes",
    "decline",
    "dispute",
    "done_calling",
    "erase_person",
    "finish_pilot",
    "follow_up",
    "give_release",
    "hand_over",
    "hold_meeting",
    "hub_proposes",
    "language_for",
    "offered_hash",
    "open_known",
    "open_with_code",
    "pause",
    "plan_call",
    "rate_meeting",
    "record_introduction",
    "record_release",
    "reopen",
    "resume",
    "revoke_links",
    "run_clock",
    "schedule_meeting",
    "send_code",
    "shortlist",
    "shortlist_proposed",
    "start_cooperation",
    "startup_says_yes",
    "stop",
    "suggest",
    "teaser_problem",
    "unshortlist",
    "valid_release",
    "withdraw_release",
]
