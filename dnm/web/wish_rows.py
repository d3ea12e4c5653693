"""The list of the other side to say yes or no to: the same on the page of a member and in the office."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from dnm.directory.models import StartupProfile
from dnm.events.models import Participant
from dnm.events.models.days import ANSWER_LABELS
from dnm.events.queries import others_for
from dnm.events.workflow import Answer
from dnm.introductions.workflow import Party
from dnm.matching.models import Offer


@dataclass(frozen=True)
class WishRow:
    """One of the other side with what this side may read, and what it answered or has just chosen."""

    other: Participant
    name: str
    text: str
    answer: str
    named: bool
    """Whether the firm itself may be read here."""
    profile: StartupProfile | None
    before: str
    """What stood here when the page was shown; the form sends it along."""
    ranked: bool
    silent: bool
    """A company without a name and without a word about itself: nobody can say yes or no to it yet."""

    @property
    def key(self) -> str:
        return f"w{self.other.pk}"

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        words = [(str(answer), str(ANSWER_LABELS[answer])) for answer in Answer]
        return [(value, label, value == self.answer) for value, label in [*words, ("", _("noch offen"))]]


def wish_rows(
    participant: Participant, posted: Mapping[str, str] | None = None, *, for_office: bool = False
) -> list[WishRow]:
    """In the order of the ranking. ``posted``: what was chosen on a page that comes back with a problem.

    ``for_office``: with every firm's name, so that somebody on the telephone finds the right row.
    """
    others, rows = others_for(participant), []
    offers = Prefetch("organisation__offers", Offer.objects.filter(active=True), to_attr="active_offers")
    prefetch_related_objects([one.participant for one in others], "organisation__startup", offers)
    for one in others:
        other, pitch = one.participant, getattr(one.participant, "pitch", None)
        startup = other.side == Party.STARTUP
        named = startup or other.shown_as == Participant.ShownAs.NAME
        profile = getattr(other.organisation, "startup", None) if startup else None
        text = profile.summary if profile else (other.teaser if named else "")
        if pitch:
            text = "\n".join(part for part in (pitch.title if one.name else "", pitch.text) if part)
        name = one.name or (pitch.title if pitch else _("Ein Unternehmen, das sich noch nicht vorstellt"))
        if for_office and not named:
            read = _("Die andere Seite liest: %(words)s") % {"words": f"„{name}“"}
            name, text = other.organisation.name, read if one.name or pitch else _("stellt sich noch nicht vor")
        answer = (posted or {}).get(f"w{other.pk}", one.answer)
        before = (posted or {}).get(f"vorher-w{other.pk}", one.answer)
        silent = not (one.name or answer or pitch)
        rows.append(WishRow(other, name, text, answer, named, profile, before, one.score is not None, silent))
    return rows


def answers_in(participant: Participant, posted: Mapping[str, str]) -> dict[int, str]:
    """Participant of the other side -> what was chosen. What was left as shown stays out: another tab may know more."""
    others = participant.day.participants.exclude(side=participant.side).values_list("pk", flat=True)
    chosen = {other: posted[f"w{other}"] for other in others if f"w{other}" in posted}
    return {other: answer for other, answer in chosen.items() if posted.get(f"vorher-w{other}") != answer}
