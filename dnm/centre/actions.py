"""What the office may edit. Every act takes ``seen``, the version its form was opened with, so that nobody
overwrites a colleague unawares; the clock and the demo leave it out."""

from collections.abc import Mapping
from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor, can_manage_people, is_system
from dnm.journal.actions import record
from dnm.mail.actions import Recipient, queue
from dnm.mail.models import Letter

from .holidays import public_holidays
from .models import Centre, Closure, Deadline, OpeningHours, Text
from .queries import (
    opening_hours,
    the_centre,
    version_of_centre,
    version_of_deadlines,
    version_of_hours,
    version_of_text,
    version_of_weights,
    wordings,
)
from .texts import PLACES


class ChangedMeanwhile(Refused):
    """Somebody else saved the same settings after the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Jemand hat das inzwischen geändert. Vergleichen Sie beide Fassungen und speichern Sie noch einmal.")
        )


def _only_management(by: Actor) -> None:
    if not (can_manage_people(by) or is_system(by)):
        raise Refused(_("Das ändert die Projektleitung oder die Verwaltung."))


def _locked() -> Centre:
    """One lock for all settings: the version is compared and the change made without anybody in between."""
    Centre.objects.get_or_create(pk=1)
    return Centre.objects.select_for_update().get(pk=1)


def _unchanged(seen: str, now: str) -> None:
    if seen and seen != now:
        raise ChangedMeanwhile


@transaction.atomic
def change_centre(*, by: Actor, seen: str = "", **fields: object) -> Centre:
    """Name, address, telephone, legal details; unknown names are an error."""
    _only_management(by)
    centre = _locked()
    _unchanged(seen, version_of_centre())
    for name in fields:
        Centre._meta.get_field(name)
    changed = sorted(name for name, value in fields.items() if getattr(centre, name) != value)
    for name in changed:
        setattr(centre, name, fields[name])
    if changed:
        centre.save()
        record("centre.changed", centre, by=by, fields=changed)
    return centre


@transaction.atomic
def word_text(key: str, language: str, body: str, *, by: Actor) -> None:
    """One language of a text; an empty body brings the default back."""
    word_texts(key, {language: body}, by=by)


@transaction.atomic
def word_texts(key: str, bodies: Mapping[str, str], *, by: Actor, seen: str = "") -> None:
    """The office's wording per language; an empty body, or the default itself, brings the default back."""
    _only_management(by)
    centre = _locked()
    _unchanged(seen, version_of_text(key))
    before = wordings(key)
    for language, body in bodies.items():
        wanted = body.replace("\r\n", "\n").strip()
        if language == "de" and wanted == _default(key):
            wanted = ""
        if wanted == before.get(language, ""):
            continue
        if wanted:
            Text.objects.update_or_create(key=key, language=language, defaults={"body": wanted})
        else:
            Text.objects.filter(key=key, language=language).delete()
        record("centre.text_worded", centre, by=by, key=key, language=language)


def _default(key: str) -> str:
    with translation.override("de"):
        return str(PLACES[key].default) if key in PLACES else ""


@transaction.atomic
def set_deadline(state: str, days: int, reminder_after: int | None, *, by: Actor) -> None:
    set_deadlines({state: (days, reminder_after)}, by=by)


@transaction.atomic
def set_deadlines(wanted: Mapping[str, tuple[int, int | None]], *, by: Actor, seen: str = "") -> None:
    """State -> (days, reminder after days), all of them or none."""
    _only_management(by)
    centre = _locked()
    _unchanged(seen, version_of_deadlines())
    for state, (days, reminder_after) in wanted.items():
        if reminder_after is not None and reminder_after >= days:
            raise Refused(_("Die Erinnerung muss vor dem Ende der Frist liegen."))
        Deadline.objects.update_or_create(state=state, defaults={"days": days, "reminder_after": reminder_after})
    if wanted:
        record("centre.deadlines_set", centre, by=by, states={state: [*pair] for state, pair in wanted.items()})


@transaction.atomic
def set_ranking_weights(weights: Mapping[str, int], *, by: Actor, seen: str = "") -> bool:
    """All weights that differ from the standard ones; the journal keeps old and new. True when any changed.

    What the names mean is known to ``matching.actions.weigh``, which is the way in.
    """
    _only_management(by)
    centre = _locked()
    _unchanged(seen, version_of_weights())
    before = centre.ranking_weights
    changed = {name: [before.get(name), weights.get(name)] for name in sorted({*before, *weights})}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed:
        centre.ranking_weights = dict(weights)
        centre.save(update_fields=["ranking_weights", "changed_at"])
        record("centre.ranking_weighed", centre, by=by, weights=changed)
    return bool(changed)


@transaction.atomic
def add_closure(name: str, starts: date, ends: date, *, by: Actor) -> Closure:
    """Days (both included) on which nothing falls due. The same closure once more changes nothing."""
    _only_management(by)
    if ends < starts:
        raise Refused(_("Das Ende liegt vor dem Anfang."))
    centre = _locked()
    closure, is_new = Closure.objects.get_or_create(name=name, starts=starts, ends=ends)
    if is_new:
        record("centre.closure_added", centre, by=by, starts=starts.isoformat(), ends=ends.isoformat())
    return closure


@transaction.atomic
def add_public_holidays(year: int, *, by: Actor) -> int:
    """The holidays of North Rhine-Westphalia; returns how many were not there yet."""
    _only_management(by)
    centre = _locked()
    known = set(Closure.objects.filter(starts__year=year).values_list("starts", "ends"))
    missing = [(day, name) for day, name in public_holidays(year) if (day, day) not in known]
    Closure.objects.bulk_create(Closure(name=name, starts=day, ends=day) for day, name in missing)
    if missing:
        record("centre.holidays_added", centre, by=by, year=year, days=len(missing))
    return len(missing)


@transaction.atomic
def remove_closure(closure: Closure, *, by: Actor) -> None:
    _only_management(by)
    centre = _locked()
    removed, _rows = Closure.objects.filter(pk=closure.pk).delete()
    if removed:
        record("centre.closure_removed", centre, by=by, starts=closure.starts.isoformat())


@transaction.atomic
def set_opening_hours(hours: list[tuple[int, time, time]], *, by: Actor, seen: str = "") -> None:
    """All hours at once: (weekday with Monday 0, opens, closes)."""
    _only_management(by)
    centre = _locked()
    _unchanged(seen, version_of_hours())
    if [(row.weekday, row.opens, row.closes) for row in opening_hours()] == sorted(hours):
        return
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(OpeningHours(weekday=w, opens=o, closes=c) for w, o, c in hours)
    record("centre.hours_set", centre, by=by, days=len(hours))


@transaction.atomic
def send_message(topic: str, *, text: str, name: str, reach: str) -> Letter:
    """A stranger's message from the page, as a letter to the office. ``topic``: contact or accessibility."""
    centre = the_centre()
    if not centre.email:
        raise Refused(_("Das Büro hat noch keine E-Mail-Adresse hinterlegt. Rufen Sie uns bitte an."))
    reply_to = reach if _is_address(reach) else ""
    return queue(
        "centre/message", to=Recipient(centre.email, centre.name), subject=centre, reply_to=reply_to, topic=topic,
        text=text, name=name, reach=reach,
    )  # fmt: skip


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
