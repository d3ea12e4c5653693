"""What the scout sees of the ranking: one card per start-up, with its reasons, its room and what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from dnm.directory.models import Organisation
from dnm.directory.rules import is_paused
from dnm.introductions.models import Introduction
from dnm.introductions.workflow import ENDED, State
from dnm.matching.models import Match, Need, Refusal
from dnm.matching.queries.facts import free_capacity
from dnm.web.proposals import Line, reason_lines

SHOWN = 20
AFTER_SHORTLIST = (State.SUGGESTED, *ENDED)


@dataclass
class Suggestion:
    """The best offer of one start-up for this need."""

    match: Match
    place: int
    lines: list[Line]
    used: int
    case: Introduction | None = None
    refusal: Refusal | None = None
    others: list[Match] = field(default_factory=list)
    compare_query: str = ""

    @property
    def startup(self) -> Organisation:
        return self.match.offer.organisation

    @property
    def known(self) -> list[Line]:
        return [line for line in self.lines if line.kind != "unknown"]

    @property
    def for_count(self) -> int:
        return sum(line.kind == "for" for line in self.lines)

    @property
    def against_count(self) -> int:
        return sum(line.kind == "against" for line in self.lines)

    @property
    def unknown(self) -> list[Line]:
        return [line for line in self.lines if line.kind == "unknown"]

    @cached_property
    def free(self) -> int | None:
        """Introductions still possible this quarter; 0 while pausing, None when the start-up has not said."""
        return free_capacity(self.startup, self.used, timezone.localdate())

    @property
    def pausing(self) -> bool:
        profile = getattr(self.startup, "startup", None)
        return bool(profile and is_paused(profile, timezone.localdate()))

    @property
    def full(self) -> bool:
        return self.free == 0

    @property
    def picked(self) -> bool:
        """On the shortlist, or already further."""
        return self.case is not None and self.case.state not in AFTER_SHORTLIST

    @property
    def ended(self) -> bool:
        return self.case is not None and self.case.state in ENDED

    @property
    def said_no(self) -> bool:
        return self.refusal is not None or self.match.decision == Match.Decision.REJECTED

    @property
    def undecided(self) -> bool:
        return self.match.decision == Match.Decision.OPEN and not (self.picked or self.ended or self.said_no)

    @property
    def has_reference(self) -> bool:
        return any(one.get("topic") == "reference" and one.get("kind") == "for" for one in self.match.reasons)


FILTERS = {
    "": lambda one: True,
    "referenz": lambda one: one.has_reference,
    "offen": lambda one: one.undecided,
    "spaeter": lambda one: one.match.decision == Match.Decision.LATER and not one.picked,
    "nein": lambda one: one.said_no,
}
"""Value in the address -> which cards are shown."""


def suggestions_for(
    need: Need,
    matches: Iterable[Match],
    cases: Iterable[Introduction],
    refusals: Iterable[Refusal],
    used: dict[int, int],
) -> list[Suggestion]:
    """In the engine's order; who is full stands below, who said no at the end."""
    by_startup = {case.startup_id: case for case in cases}
    refused = {refusal.startup_id: refusal for refusal in refusals}
    found: dict[int, Suggestion] = {}
    for match in matches:
        key = match.offer.organisation_id
        if key in found:
            _add_offer(found[key], match)
            continue
        lines = reason_lines(match.reasons, need_language=need.language, offer_language=match.offer.language)
        found[key] = Suggestion(match, 0, lines, used.get(key, 0), by_startup.get(key), refused.get(key))
    ordered = sorted(found.values(), key=lambda one: (one.said_no, one.full, one.match.rank, one.match.pk))
    for place, suggestion in enumerate(ordered, start=1):
        suggestion.place = place
    return ordered


def _add_offer(suggestion: Suggestion, match: Match) -> None:
    """Another offer of the same start-up; the one that was decided about speaks for it."""
    if match.decision != Match.Decision.OPEN and suggestion.match.decision == Match.Decision.OPEN:
        suggestion.others.append(suggestion.match)
        suggestion.match = match
    else:
        suggestion.others.append(match)


# --- The words of the need with the answered passages marked ---


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool


def marked(text: str, phrases: Iterable[str]) -> list[Piece]:
    """The text cut where phrases of it stand, longest first; overlapping ones become one."""
    inside = [False] * len(text)
    for phrase in sorted({one for one in phrases if one}, key=len, reverse=True):
        at = text.find(phrase)
        while at >= 0:
            inside[at : at + len(phrase)] = [True] * len(phrase)
            at = text.find(phrase, at + len(phrase))
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or inside[end] != inside[start]:
            pieces.append(Piece(text[start:end], inside[start]))
            start = end
    return pieces


def answered_phrases(suggestions: Sequence[Suggestion]) -> list[str]:
    """What of the need the picked and the best three answer."""
    picked = [one for one in suggestions if one.picked]
    return [line.need for one in [*picked, *suggestions[:3]] for line in one.lines if line.need]
