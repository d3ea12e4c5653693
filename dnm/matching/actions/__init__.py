from ..queries.exposure import findings_of
from .erasure import erase_person
from .guests import tell_problem
from .intake import take_need
from .needs import (
    close_need,
    expire_need,
    mark_matched,
    qualify_need,
    reopen_need,
    submit_need,
    take_charge,
    withdraw_need,
)
from .numbers import next_number
from .offers import admit_startup, save_offer
from .questions import ask_about_offer
from .ranking import ask_for_ranking, decide_match, remember_refusal, store_matches
from .soundings import draft_need_from, forget_old_soundings, sound_out, store_sounding
from .teasers import TeaserConflict, accept_risk, approve_teaser, write_teaser
from .weights import weigh
from .words import DraftConflict, change_need, save_draft, set_confidentiality

__all__ = [
    "DraftConflict",
    "TeaserConflict",
    "accept_risk",
    "admit_startup",
    "approve_teaser",
    "ask_about_offer",
    "ask_for_ranking",
    "change_need",
    "close_need",
    "decide_match",
    "draft_need_from",
    "erase_person",
    "expire_need",
    "findings_of",
    "forget_old_soundings",
    "mark_matched",
    "next_number",
    "qualify_need",
    "remember_refusal",
    "reopen_need",
    "save_draft",
    "save_offer",
    "set_confidentiality",
    "sound_out",
    "store_matches",
    "store_sounding",
    "submit_need",
    "take_charge",
    "take_need",
    "tell_problem",
    "weigh",
    "withdraw_need",
    "write_teaser",
]
