"""The way back from the newest act on a case, as long as that act has told nobody outside the office."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.introductions import actions
from dnm.introductions.models import Introduction, StepTaken
from dnm.introductions.workflow import State
from dnm.journal.models import Entry
from dnm.journal.queries import history_of
from dnm.matching.queries import matches_visible_to

Way = Callable[[Introduction, Entry, Actor], object]
QUIET = (State.SUGGESTED, State.SHORTLISTED)
"""Where a case stands before anybody outside has heard of it."""


def _list_again(case: Introduction, entry: Entry, by: Actor) -> object:
    match = matches_visible_to(by).filter(need=case.need_id, offer=case.offer_id).first()
    if match:
        return actions.shortlist(match, case.shortlist_reason, by=by)
    return actions.shortlist_proposed(case, case.shortlist_reason, by=by)


def _go_on(case: Introduction, entry: Entry, by: Actor) -> object:
    actions.reopen(case, by=by)
    return _list_again(case, entry, by) if entry.details["source"] == State.SHORTLISTED else None


WAYS: dict[str, Way] = {
    "introduction.shortlist": lambda case, entry, by: actions.unshortlist(case, by=by),
    "introduction.unshortlist": _list_again,
    "introduction.pause": lambda case, entry, by: actions.resume(case, by=by),
    "introduction.stop": _go_on,
    "introduction.handed_over": lambda case, entry, by: actions.hand_over(case, entry.details["before"], by=by),
}


def way_back(entry: Entry | None) -> Way | None:
    """None where the act wrote to somebody, was said by a party, or cannot be taken back."""
    if entry is None:
        return None
    said = entry.verb == "introduction.pause" and entry.details["way"] != StepTaken.Source.PAGE
    heard = entry.verb == "introduction.stop" and entry.details["source"] not in QUIET
    return None if said or heard else WAYS.get(entry.verb)


def undo_address(case: Introduction, entry: Entry | None = None) -> str:
    """Where the button "Rückgängig" leads for the newest act on this case; empty where there is no way back."""
    newest = entry or history_of(case).last()
    if newest is None or way_back(newest) is None:
        return ""
    return reverse("office:introduction-act-row", args=[case.pk, "rueckgaengig", newest.pk])


def take_back(case: Introduction, entry_id: int | None, by: Actor) -> object:
    newest = history_of(case).last()
    way = way_back(newest)
    if newest is None or newest.pk != entry_id or way is None:
        raise Refused(_("Das lässt sich nicht mehr zurücknehmen: Seitdem ist mit dem Vorgang etwas geschehen."))
    return way(case, newest, by)
