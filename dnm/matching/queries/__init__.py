from .exposure import findings_of
from .needs import matches_visible_to, needs_visible_to, offers_for, open_needs, sent_need, soundings_of
from .teasers import teaser_for, teasers_open_to_hubs, teasers_open_to_public, teasers_open_to_startups

__all__ = [
    "findings_of",
    "matches_visible_to",
    "needs_visible_to",
    "offers_for",
    "open_needs",
    "sent_need",
    "soundings_of",
    "teaser_for",
    "teasers_open_to_hubs",
    "teasers_open_to_public",
    "teasers_open_to_startups",
]
