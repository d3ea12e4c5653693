"""Start-ups come by themselves or through a hub; a scout confirms or rejects them."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.journal.rules import Acting

from .. import emails
from ..models import Channel, Organisation, StartupProfile
from ..rules import can_keep_directory, can_vouch, problems_with, tidy
from ..sorting import search_form
from .channels import enter_channel
from .checks import Invalid, only_good, only_if
from .contacts import enter_contact
from .journaling import note_organisation
from .organisations import enter, entered_by
from .startups import locked_profile, stand_for


@dataclass(frozen=True)
class Stranger:
    """Somebody without an account, for the journal: a name that was typed in."""

    name: str
    label: str = "stranger"
    id: int | None = None
    role: str = "stranger"


@dataclass(frozen=True)
class Registration:
    """What a start-up tells in its first five fields; place may be added."""

    name: str
    summary: str
    contact_name: str
    email: str
    website: str = ""
    place: str = ""
    language: str = "de"


@transaction.atomic
def register_startup(*, form_token: str = "", **fields: str) -> Organisation:
    """By a stranger. The start-up waits for a scout; the contact gets a letter that says until when.

    The same form twice, or the same name and address while waiting, gives the first entry and no new letter.
    """
    told = _checked(Registration(**fields))
    if waiting := _waiting(told):
        return waiting
    by = Stranger(told.contact_name)
    organisation, is_new = _enter_startup(told, by=by, source=Organisation.Source.WEBSITE, form_token=form_token)
    if is_new:
        note_organisation("startup.registered", organisation, by=by, language=told.language)
        emails.startup_registered(organisation)
    return organisation


@transaction.atomic
def propose_startup(*, by: Actor, form_token: str = "", **fields: str) -> Organisation:
    """By a partner hub, which vouches for it by proposing. Raises ``Refused`` when we know the start-up."""
    only_if(can_vouch(by))
    told = _checked(Registration(**fields))
    if not entered_by(form_token):
        _refuse_known(told)
    organisation, is_new = _enter_startup(told, by=by, source=Organisation.Source.HUB, form_token=form_token)
    if is_new:
        stand_for(organisation.startup, by)
        note_organisation("startup.proposed", organisation, by=by, hub=by.organisation_id)
        emails.startup_proposed(organisation)
    return organisation


def _waiting(told: Registration) -> Organisation | None:
    waiting = Organisation.objects.filter(
        kind=Organisation.Kind.STARTUP,
        confirmed_at=None,
        startup__rejected_at=None,
        search_name=search_form(told.name)[:200],
        contacts__email__iexact=told.email.strip(),
    )
    return waiting.first()


def _refuse_known(told: Registration) -> None:
    known = Organisation.objects.filter(kind=Organisation.Kind.STARTUP, search_name=search_form(told.name)[:200])
    first = known.select_related("startup__vouched_by").first()
    if first is None:
        return
    hub = first.startup.vouched_by if hasattr(first, "startup") else None
    if hub:
        raise Refused(_("%(name)s hat uns schon %(hub)s vorgeschlagen.") % {"name": first.name, "hub": hub.name})
    raise Refused(
        _("%(name)s kennen wir schon. Wir melden uns bei Ihnen, wenn wir Fragen haben.") % {"name": first.name}
    )


def _enter_startup(told: Registration, *, by: Acting, source: str, form_token: str) -> tuple[Organisation, bool]:
    first_name, _gap, last_name = told.contact_name.strip().rpartition(" ")
    contact_fields: dict[str, object] = {
        "first_name": first_name, "last_name": last_name, "email": told.email, "language": told.language,
    }  # fmt: skip
    organisation, is_new = enter(
        {
            "kind": Organisation.Kind.STARTUP,
            "name": told.name,
            "website": told.website,
            "place": told.place,
            "languages": [told.language],
            "source": source,
        },
        form_token=form_token,
    )
    if is_new:
        StartupProfile.objects.create(organisation=organisation, summary=told.summary)
        contact = enter_contact(organisation, contact_fields, by=by)
        said = (
            _("Anmeldung als Startup auf unserer Website") if source == "website" else _("Vorschlag eines Partner-Hubs")
        )
        enter_channel(contact, Channel.Permission.OWN_CASES, source=said, since=timezone.localdate(), by=by)
    return organisation, is_new


def _checked(told: Registration) -> Registration:
    """All five at once, so that nobody mends them one by one."""
    summary = tidy({"summary": told.summary})["summary"]
    values = tidy({"name": told.name, "website": told.website, "place": told.place, "email": told.email})
    problems = problems_with({**values, "summary": summary, "language": told.language}, timezone.localdate())
    if not told.contact_name.strip():
        problems.setdefault("contact_name", _("Geben Sie Ihren Namen an."))
    elif len(told.contact_name) > 160 or "\0" in told.contact_name:
        problems.setdefault("contact_name", _("Kürzen Sie Ihren Namen auf 160 Zeichen."))
    if not told.email.strip():
        problems.setdefault("email", _("Geben Sie eine E-Mail-Adresse an, damit wir antworten können."))
    if not summary:
        problems.setdefault("summary", _("Schreiben Sie in ein, zwei Sätzen, was Sie lösen und für wen."))
    only_good(problems)
    return replace(told, summary=str(summary))


@transaction.atomic
def confirm_startup(organisation: Organisation, *, by: Actor) -> Organisation:
    """From now on its offers are matched; the contact gets a letter. Twice is once."""
    only_if(can_keep_directory(by))
    profile = locked_profile(organisation)
    current = profile.organisation
    if current.confirmed_at is None:
        current.confirmed_at, profile.rejected_at, profile.rejection_reason = timezone.now(), None, ""
        current.save()
        profile.save()
        note_organisation("startup.confirmed", current, by=by)
        emails.startup_confirmed(current)
    return current


@transaction.atomic
def reject_startup(organisation: Organisation, *, by: Actor, reason: str) -> Organisation:
    """Not taken up, for a reason that the letter passes on word for word. A scout may still confirm later."""
    only_if(can_keep_directory(by))
    values = tidy({"reason": reason})
    only_good(problems_with(values, timezone.localdate()))
    if not values["reason"]:
        raise Invalid({"reason": _("Geben Sie den Grund an. Er steht so im Brief an das Startup.")})
    profile = locked_profile(organisation)
    current = profile.organisation
    if current.confirmed_at is not None:
        raise Refused(_("%(name)s ist bereits bestätigt.") % {"name": current.name})
    if profile.rejected_at is None:
        profile.rejected_at, profile.rejection_reason = timezone.now(), str(values["reason"])
        profile.save(update_fields=["rejected_at", "rejection_reason"])
        note_organisation("startup.rejected", current, by=by)
        emails.startup_rejected(current, profile.rejection_reason)
    return current
