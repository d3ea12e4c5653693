"""The words of a need: as a draft, and sharpened or corrected after it was sent."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.actions import Invalid
from dnm.directory.models import Contact, Organisation, Topic
from dnm.directory.queries import contact_for
from dnm.engines.ranking.language import detect
from dnm.journal.actions import record
from dnm.journal.rules import Acting

from ..models import Need
from ..rules import can_edit, can_set_confidentiality, can_start, word_problems
from ..workflow import NeedState
from .ranking import ask_for_ranking

TEXTS = ("title", "problem", "goal", "decision_maker")
WORDED = (
    *TEXTS, "confidentiality", "shown_to_startups", "shown_publicly", "forms", "budget", "decide_by", "start_by",
    "contact",
)  # fmt: skip
RANKED = {"title", "problem", "goal", "forms", "budget"}
"""What the engine reads: another value of these is another ranking."""
OPENNESS = ("confidentiality", "shown_to_startups", "shown_publicly")


class DraftConflict(Refused):
    """A colleague saved meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Need) -> None:
        super().__init__(_("Dieser Bedarf wurde inzwischen geändert. Vergleichen Sie beide Fassungen."))
        self.current = current


@transaction.atomic
def save_draft(
    organisation: Organisation,
    *,
    by: Actor,
    need: Need | None = None,
    version: int = 0,
    form_token: str = "",
    **words: object,
) -> Need:
    """Make or change a draft. ``version`` is the one the person had before her eyes; another one raises DraftConflict.

    The same ``form_token`` again, as after a double click, gives the draft of the first click.
    """
    if need is not None:
        return change_need(need, by=by, version=version, **words)
    if not can_start(by, organisation):
        raise Refused(_("Einen Bedarf schildert ein Unternehmen selbst oder das Büro für ein Unternehmen."))
    draft, is_new = begin(organisation, form_token=form_token)
    if is_new:
        _word(draft, words)
        draft.save()
    return draft


def begin(organisation: Organisation, *, form_token: str = "") -> tuple[Need, bool]:
    """An empty draft and whether it is new; asks nobody for rights."""
    values = {"organisation": organisation, "contact": contact_for(organisation), "state_since": timezone.now()}
    if not form_token:
        return Need.objects.create(**values), True
    # The unique column decides between two requests that arrive at the same moment.
    draft, is_new = Need.objects.get_or_create(form_token=form_token[:43], defaults=values)
    if draft.organisation_id != organisation.pk:
        raise Refused(_("Dieses Formular gehört zu einem anderen Bedarf. Laden Sie die Seite neu."))
    return draft, is_new


@transaction.atomic
def change_need(need: Need, *, by: Actor, version: int = 0, **words: object) -> Need:
    """A scout sharpens, or a company corrects; what the engine reads is ranked anew. Nothing changed, nothing done."""
    need = locked_need(need)
    if not (can_edit(need, by) or (set(words) <= set(OPENNESS) and can_set_confidentiality(need, by))):
        raise Refused(_("Dieser Bedarf lässt sich nicht mehr ändern. Rufen Sie uns an."))
    changed = _word(need, words)
    if not changed:
        return need
    if version and version != need.version:
        raise DraftConflict(Need.objects.select_related("organisation").get(pk=need.pk))
    need.version += 1
    need.save()
    if need.state != NeedState.DRAFT:
        note_need(need, "need.changed", by, fields=sorted(changed))
        if changed & RANKED:
            ask_for_ranking(need)
    return need


def set_confidentiality(
    need: Need, *, by: Actor, confidentiality: str, shown_to_startups: bool = False, shown_publicly: bool = False
) -> Need:
    return change_need(
        need, by=by, confidentiality=confidentiality, shown_to_startups=shown_to_startups, shown_publicly=shown_publicly
    )


def _word(need: Need, words: dict[str, Any]) -> set[str]:
    """Take over what differs; returns the names. Topics are stored at once, everything else by the caller."""
    unknown = set(words) - {*WORDED, "topics"}
    if unknown:
        raise TypeError(f"not a part of a need: {sorted(unknown)}")
    wanted = {name: _tidy(name, value) for name, value in words.items() if name != "topics"}
    if (wanted.get("confidentiality") or need.confidentiality) == Need.Confidentiality.INTERNAL:
        wanted |= {"shown_to_startups": False, "shown_publicly": False}
    changed = {name for name, value in wanted.items() if getattr(need, name) != value}
    only_good_words(need, {name: wanted[name] for name in changed})
    for name in changed:
        setattr(need, name, wanted[name])
    if changed & {"problem", "goal"}:
        need.language = detect(need.text).code[:5] or "de"
    if "topics" in words and _set_topics(need, words["topics"]):
        changed.add("topics")
    return changed


def only_good_words(need: Need, words: dict[str, Any]) -> None:
    problems = word_problems({k: v for k, v in words.items() if k != "contact"}, Need, timezone.localdate())
    contact = words.get("contact")
    if isinstance(contact, Contact) and contact.organisation_id != need.organisation_id:
        problems["contact"] = _("Diese Person gehört zu einem anderen Betrieb.")
    if problems:
        raise Invalid(problems)


def _tidy(name: str, value: Any) -> Any:
    if name in TEXTS:
        return str(value).replace("\r\n", "\n").strip()
    return list(value) if name == "forms" else value


def _set_topics(need: Need, topics: Iterable[Topic]) -> bool:
    wanted: Collection[Topic] = list(topics)
    before = set(need.topics.values_list("pk", flat=True))
    need.topics.set(wanted)
    return before != {topic.pk for topic in wanted}


def locked_need(need: Need) -> Need:
    """The row as it is now, held until the transaction ends."""
    rows = Need.objects.select_for_update(of=("self",)).select_related("organisation", "contact", "scout")
    return rows.get(pk=need.pk)


def note_need(need: Need, verb: str, by: Acting, **details: Any) -> None:
    firm = need.organisation
    record(verb, need, by=by, organisation_id=firm.pk, municipality=firm.municipality, **details)
