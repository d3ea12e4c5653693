"""What a start-up tells about itself, and who stands for it."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor

from ..models import Organisation, Reference, StartupProfile
from ..rules import can_change, can_vouch, problems_with, tidy
from .checks import only_good, only_if, only_known
from .journaling import note_organisation

PROFILE = frozenset({"summary", "stage", "model", "forms", "target_industries", "target_sizes", "capacity"})


def locked_profile(organisation: Organisation) -> StartupProfile:
    """Locked, because two scouts may decide at the same moment."""
    if organisation.kind != Organisation.Kind.STARTUP:
        raise Refused(_("%(name)s ist kein Startup.") % {"name": organisation.name})
    profiles = StartupProfile.objects.select_for_update(of=("self",)).select_related("organisation")
    found = profiles.filter(organisation=organisation).first()
    return found or StartupProfile.objects.create(organisation=organisation)


@transaction.atomic
def change_profile(organisation: Organisation, *, by: Actor, **fields: object) -> StartupProfile:
    only_known(fields, PROFILE)
    only_if(can_change(by, organisation))
    values = tidy(fields)
    only_good(problems_with(values, timezone.localdate()))
    profile = locked_profile(organisation)
    changed = {name: value for name, value in values.items() if getattr(profile, name) != value}
    for name, value in changed.items():
        setattr(profile, name, value)
    if changed:
        profile.save(update_fields=list(changed))
        note_organisation("startup.profile_changed", profile.organisation, by=by, fields=sorted(changed))
    return profile


@transaction.atomic
def pause_startup(organisation: Organisation, until: date | None, *, by: Actor) -> StartupProfile:
    """No new introductions up to this day, which is included; None ends the pause."""
    only_if(can_change(by, organisation))
    only_good(problems_with({"until": until}, timezone.localdate()))
    profile = locked_profile(organisation)
    if profile.paused_until != until:
        profile.paused_until = until
        profile.save(update_fields=["paused_until"])
        note_organisation("startup.paused", organisation, by=by, until=until.isoformat() if until else "")
    return profile


@transaction.atomic
def set_listed(organisation: Organisation, listed: bool, *, by: Actor) -> StartupProfile:
    """Whether the public list and companies' shortlists may name it: the start-up agrees to that itself."""
    only_if(can_change(by, organisation))
    profile = locked_profile(organisation)
    if profile.listed != listed:
        profile.listed = listed
        profile.save(update_fields=["listed"])
        note_organisation("startup.listed" if listed else "startup.unlisted", organisation, by=by)
    return profile


@transaction.atomic
def add_reference(
    organisation: Organisation, *, by: Actor, text: str, industry: str = "", year: int | None = None
) -> Reference:
    only_if(can_change(by, organisation))
    values = tidy({"reference": text, "industry": industry, "year": year})
    problems = problems_with(values, timezone.localdate())
    if not values["reference"]:
        problems["reference"] = _("Nennen Sie den Kunden oder das Vorhaben.")
    only_good(problems)
    locked_profile(organisation)
    wanted = {"text": values["reference"], "industry": values["industry"], "year": year}
    known = organisation.references.filter(**wanted).first()
    if known or organisation.references.count() >= 12:
        return known or _too_many()
    reference = Reference.objects.create(organisation=organisation, **wanted)
    note_organisation("startup.reference_added", organisation, by=by, reference=reference.pk)
    return reference


def _too_many() -> Reference:
    raise Refused(_("Mehr als zwölf Referenzen liest niemand. Entfernen Sie zuerst eine."))


@transaction.atomic
def remove_reference(reference: Reference, *, by: Actor) -> None:
    only_if(can_change(by, reference.organisation))
    note_organisation("startup.reference_removed", reference.organisation, by=by, reference=reference.pk)
    reference.delete()


@transaction.atomic
def vouch(organisation: Organisation, *, by: Actor) -> StartupProfile:
    """The hub stands for this start-up and is named beside it. One hub per start-up."""
    only_if(can_vouch(by))
    profile = locked_profile(organisation)
    if profile.vouched_by_id == by.organisation_id:
        return profile
    if profile.vouched_by is not None:
        raise Refused(
            _("Für %(name)s bürgt schon %(hub)s.") % {"name": organisation.name, "hub": profile.vouched_by.name}
        )
    stand_for(profile, by)
    note_organisation("startup.vouched", organisation, by=by, hub=by.organisation_id)
    return profile


def stand_for(profile: StartupProfile, by: Actor) -> None:
    """As ``vouch``, without asking for rights."""
    profile.vouched_by_id, profile.vouched_at = by.organisation_id, timezone.now()
    profile.save(update_fields=["vouched_by", "vouched_at"])


@transaction.atomic
def withdraw_vouching(organisation: Organisation, *, by: Actor) -> StartupProfile:
    only_if(can_vouch(by))
    profile = locked_profile(organisation)
    only_if(profile.vouched_by_id in (None, by.organisation_id))
    if profile.vouched_by_id:
        profile.vouched_by, profile.vouched_at = None, None
        profile.save(update_fields=["vouched_by", "vouched_at"])
        note_organisation("startup.vouching_withdrawn", organisation, by=by, hub=by.organisation_id)
    return profile
