"""The teaser: written by the scout, checked for what gives the firm away, approved by the company."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import person_of
from dnm.accounts.rules import Actor
from dnm.directory.actions import Invalid
from dnm.journal.actions import record

from ..models import Need, Teaser
from ..queries.exposure import check_teaser, risk_key
from ..rules import (
    TEASER_WORDS,
    By,
    can_accept,
    can_approve_teaser,
    can_write_teaser,
    part_of,
    teaser_hash,
    word_problems,
)

LANGUAGES = ("de", "en")
SAID = ("phone", "in_person", "paper")


class TeaserConflict(Refused):
    """Somebody else changed the teaser meanwhile; ``current`` is what stands now."""

    def __init__(self, current: Teaser) -> None:
        super().__init__(_("Jemand hat den Steckbrief inzwischen geändert. Vergleichen Sie beide Fassungen."))
        self.current = current


@transaction.atomic
def write_teaser(need: Need, language: str, *, by: Actor, version: int | None = None, **words: object) -> Teaser:
    """Save the words in one language. Any changed word makes an approval void.

    ``version``: the one the editor had before her eyes, 0 when there was no teaser yet; another one raises
    TeaserConflict.
    """
    if not can_write_teaser(need, by):
        raise Refused(_("Für diesen Bedarf gibt es keinen Steckbrief: Er ist vertraulich oder geschlossen."))
    unknown = set(words) - set(TEASER_WORDS)
    if unknown or language not in LANGUAGES:
        raise TypeError(f"not a part of a teaser: {sorted(unknown)} {language}")
    Need.objects.select_for_update().get(pk=need.pk)
    known = Teaser.objects.filter(need=need, language=language).first()
    teaser = known or Teaser(need=need, language=language, version=0)
    changed = _word(teaser, words)
    if known and not changed:
        return teaser
    if known and version is not None and version != known.version:
        raise TeaserConflict(Teaser.objects.select_related("need__organisation").get(pk=known.pk))
    teaser.version += 1
    teaser.written_by = person_of(by) or teaser.written_by
    if teaser.approved_hash and teaser.approved_hash != teaser_hash(teaser):
        teaser.approved_hash, teaser.approved_at, teaser.approved_label = "", None, ""
    teaser.save()
    record("teaser.written", teaser, by=by, organisation_id=need.organisation_id, language=language)
    return teaser


def _word(teaser: Teaser, words: dict[str, Any]) -> bool:
    """Take over what differs; whether anything did."""
    tidied = {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value for name, value in words.items()
    }
    changed = {name: value for name, value in tidied.items() if getattr(teaser, name) != value}
    for name, value in changed.items():
        setattr(teaser, name, value)
    problems = word_problems(changed, Teaser, timezone.localdate())
    if not teaser.title:
        problems["title"] = _("Geben Sie dem Steckbrief eine Überschrift.")
    if not teaser.text:
        problems["text"] = _("Schreiben Sie Problem und Ziel so, dass der Betrieb unerkannt bleibt.")
    if problems:
        raise Invalid(problems)
    return bool(changed)


@transaction.atomic
def accept_risk(teaser: Teaser, key: str, *, by: Actor, reason: str) -> Teaser:
    """A scout leaves a passage as it is, on purpose and for a reason; the journal keeps who, when and why."""
    teaser = _locked(teaser)
    if not can_write_teaser(teaser.need, by):
        raise Refused(_("Das entscheidet das Büro."))
    if key in teaser.accepted_risks:
        return teaser
    found = [one for one in check_teaser(teaser) if risk_key(one) == key]
    if not found:
        raise Refused(_("Diese Stelle steht nicht mehr im Steckbrief."))
    if not all(can_accept(one, teaser.need) for one in found):
        raise Refused(_("Diese Stelle nennt den Betrieb. In einem anonymen Steckbrief kann sie nicht stehen bleiben."))
    if not reason.strip():
        raise Refused(_("Schreiben Sie auf, warum diese Stelle den Betrieb nicht verrät."))
    teaser.accepted_risks = [*teaser.accepted_risks, key]
    teaser.save(update_fields=["accepted_risks"])
    record(
        "teaser.risk_accepted", teaser, by=by, organisation_id=teaser.need.organisation_id, aside=reason.strip()[:500],
        kind=found[0].kind, language=teaser.language,
    )  # fmt: skip
    return teaser


@transaction.atomic
def approve_teaser(
    teaser: Teaser, *, by: Actor, shown_hash: str, said_by: str = "", said_on: date | None = None, source: str = ""
) -> Teaser:
    """The company says yes to these very words; ``shown_hash`` is the hash of what it had before its eyes.

    A scout who records it says who told her, when and by which way (SAID).
    """
    teaser = _locked(teaser)
    if not can_approve_teaser(teaser, by):
        raise Refused(_("Den Steckbrief gibt der Betrieb frei."))
    if shown_hash != teaser_hash(teaser):
        raise Refused(_("Der Steckbrief wurde inzwischen geändert. Lesen Sie ihn noch einmal."))
    if part_of(by, teaser.need) == By.SCOUT:
        _check_said(said_by, said_on, source)
    if teaser.approved_hash != shown_hash:
        teaser.approved_hash, teaser.approved_at = shown_hash, timezone.now()
        teaser.approved_label = (said_by.strip() or by.name)[:200]
        teaser.save(update_fields=["approved_hash", "approved_at", "approved_label"])
        record(
            "teaser.approved", teaser, by=by, organisation_id=teaser.need.organisation_id, aside=said_by.strip()[:200],
            language=teaser.language, hash=shown_hash, source=source or "page", said_on=said_on,
        )  # fmt: skip
    return teaser


def _check_said(said_by: str, said_on: date | None, source: str) -> None:
    if not said_by.strip() or said_on is None or source not in SAID:
        raise Refused(_("Geben Sie an, wer das wann und auf welchem Weg gesagt hat."))
    if said_on > timezone.localdate():
        raise Refused(_("Der Tag der Freigabe liegt in der Zukunft."))


def _locked(teaser: Teaser) -> Teaser:
    rows = Teaser.objects.select_for_update(of=("self",)).select_related("need__organisation")
    return rows.get(pk=teaser.pk)
