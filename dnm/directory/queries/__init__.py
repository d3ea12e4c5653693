from .history import history_of_organisation
from .lists import DirectoryList, Filters, filters_from
from .people import actors_for, contact_actor, contact_for, names_of_organisations, recipient, user_recipient
from .search import matching_text
from .startups import (
    listed_startups,
    similar_organisations,
    startups,
    startups_awaiting_confirmation,
    startups_of_hub,
)
from .visible import organisations_visible_to

__all__ = [
    "DirectoryList",
    "Filters",
    "actors_for",
    "contact_actor",
    "contact_for",
    "filters_from",
    "history_of_organisation",
    "listed_startups",
    "matching_text",
    "names_of_organisations",
    "organisations_visible_to",
    "recipient",
    "similar_organisations",
    "startups",
    "startups_awaiting_confirmation",
    "startups_of_hub",
    "user_recipient",
]
