"""Entering and changing organisations. Deleting is not offered: history hangs on every entry."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor

from ..industries import INDUSTRY_VERSION
from ..models import Organisation, StartupProfile, Topic
from ..rules import OFFICE_FACTS, can_change, can_keep_directory, problems_with, tidy
from ..sorting import sort_key
from .checks import AlreadyThere, Outdated, only_good, only_if, only_known
from .journaling import note_organisation

FACTS = frozenset({
    "kind", "name", "legal_form", "register_number", "head_count", "head_count_on", "founded", "industry",
    "street", "postcode", "place", "municipality", "website", "languages", "source", "scout", "fictitious",
})  # fmt: skip


@transaction.atomic
def create_organisation(
    *,
    by: Actor,
    form_token: str = "",
    despite_duplicate: bool = False,
    topics: Iterable[Topic] = (),
    **facts: object,
) -> Organisation:
    """A new entry. The same ``form_token`` again, as after a double click, gives the first entry.

    Raises ``Invalid``, or ``AlreadyThere`` when name and postcode are known.
    """
    only_if(can_keep_directory(by))
    organisation, is_new = enter(facts, form_token=form_token, despite_duplicate=despite_duplicate)
    if is_new:
        organisation.topics.set(topics)
        if organisation.kind == Organisation.Kind.STARTUP:
            _enter_as_startup(organisation)
        note_organisation("organisation.created", organisation, by=by, kind=organisation.kind)
    return organisation


def _enter_as_startup(organisation: Organisation) -> None:
    """What the office enters itself needs no confirmation."""
    StartupProfile.objects.create(organisation=organisation)
    organisation.confirmed_at = timezone.now()
    organisation.save()


def enter(
    facts: dict[str, object], *, form_token: str = "", despite_duplicate: bool = True
) -> tuple[Organisation, bool]:
    """The entry and whether it is new; checks the values, asks nobody for rights and writes no journal."""
    only_known(facts, FACTS)
    values = tidy({"name": "", "kind": "", "postcode": "", **facts})
    if first := entered_by(form_token):
        return first, False
    only_good(problems_with(values, timezone.localdate()))
    if not despite_duplicate and (known := duplicate_of(str(values["name"]), str(values["postcode"]))):
        raise AlreadyThere(known)
    if values.get("industry"):
        values["industry_version"] = INDUSTRY_VERSION
    if not form_token:
        return Organisation.objects.create(**values), True
    # The unique column decides between two requests that arrive at the same moment.
    return Organisation.objects.get_or_create(form_token=form_token, defaults=values)


def entered_by(form_token: str) -> Organisation | None:
    """What the same form made before; a token that no page of ours gave out made nothing."""
    if not form_token:
        return None
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,43}", form_token):
        raise Refused(_("Dieses Formular ist nicht von uns. Öffnen Sie die Seite noch einmal."))
    return Organisation.objects.filter(form_token=form_token).first()


def duplicate_of(name: str, postcode: str) -> Organisation | None:
    """Same name, however its umlauts and small letters are typed, at the same postcode."""
    return Organisation.objects.filter(sort_name=sort_key(name)[:200], postcode=postcode).first()


@transaction.atomic
def change_organisation(
    organisation: Organisation,
    *,
    by: Actor,
    seen_at: datetime | None = None,
    topics: Iterable[Topic] | None = None,
    **facts: object,
) -> Organisation:
    """Change some facts. ``seen_at``: ``changed_at`` of the entry as it was read, else ``Outdated``."""
    only_known(facts, FACTS)
    only_if(can_change(by, organisation) and (can_keep_directory(by) or not OFFICE_FACTS & facts.keys()))
    current = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if seen_at is not None and seen_at != current.changed_at:
        raise Outdated(current)
    values = tidy(facts)
    only_good(problems_with({"postcode": current.postcode, "municipality": current.municipality} | values, _today()))
    if values.get("industry"):
        values["industry_version"] = INDUSTRY_VERSION
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    _store(current, changed)
    changed_topics = topics is not None and _set_topics(current, list(topics))
    if changed or changed_topics:
        fields = sorted([*changed, *(["topics"] if changed_topics else [])])
        note_organisation("organisation.changed", current, by=by, fields=fields)
    return current


def _store(organisation: Organisation, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(organisation, name, value)
    if changed.get("kind") == Organisation.Kind.STARTUP:
        StartupProfile.objects.get_or_create(organisation=organisation)
    if changed:
        organisation.save()


def _set_topics(organisation: Organisation, topics: list[Topic]) -> bool:
    before = set(organisation.topics.values_list("pk", flat=True))
    organisation.topics.set(topics)
    return before != {topic.pk for topic in topics}


def _today() -> date:
    return timezone.localdate()


@transaction.atomic
def set_holiday(organisation: Organisation, until: date | None, *, by: Actor) -> Organisation:
    """Betriebsferien: due dates of the organisation rest up to this day, which is included."""
    only_if(can_change(by, organisation))
    only_good(problems_with({"until": until}, _today()))
    current = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if current.on_holiday_until != until:
        current.on_holiday_until = until
        current.save(update_fields=["on_holiday_until"])
        note_organisation("organisation.holiday_set", current, by=by, until=until.isoformat() if until else "")
    return current
