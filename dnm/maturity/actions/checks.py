"""A check from its beginning to its result."""

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.queries import person_of, scouts
from dnm.accounts.rules import Actor, hash_of, is_scout
from dnm.directory.actions.checks import only_good
from dnm.directory.industries import size_class
from dnm.directory.models import Contact, Organisation
from dnm.directory.places import municipality_of_postcode
from dnm.directory.queries import contact_for
from dnm.engines.scoring import score

from .. import emails
from ..links import check_address
from ..models import Check, Door, Invited
from ..queries.checks import actor_behind, answers_of, next_stage, planned_on
from ..queries.questionnaires import questionnaire, questionnaire_of
from ..rules import FIRM_FACTS, can_begin, can_begin_stage, can_lead, firm_problems, opened_by, works_on_checks
from ..workflow import CheckState, Stage
from .doors import address_for, address_like, browser_door
from .steps import locked, note, only_if


@transaction.atomic
def begin_check(organisation: Organisation, key: str, *, by: Actor) -> Check:
    """The company's open check with this questionnaire, or a new one of the stage that follows.

    A scout begins it at the table. Refused before the day the office has set, and after the third check.
    """
    only_if(can_begin(by, organisation))
    questionnaire(key)
    return open_check(organisation, key, by=by, way=Check.Way.TABLE if works_on_checks(by) else Check.Way.ALONE)


def open_check(organisation: Organisation, key: str, *, by: Actor, way: str) -> Check:
    """The same without asking for rights. The lock on the company decides between two clicks."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if known := Check.objects.filter(organisation=organisation, questionnaire=key, state=CheckState.OPEN).first():
        _count_for_rounds(known)
        return known
    stage = next_stage(organisation, key)
    if stage is None:
        raise Refused(_("Dieser Betrieb hat alle drei Checks abgeschlossen."))
    due_on = planned_on(organisation, key, stage)
    if not can_begin_stage(stage, due_on, by, timezone.localdate()):
        raise Refused(_not_yet(due_on))
    now = timezone.now()
    check = Check.objects.create(
        organisation=organisation, questionnaire=key, stage=stage, way=way, begun_at=now, changed_at=now,
        scout=person_of(by) if is_scout(by) else organisation.scout, **_facts_of(organisation),
    )  # fmt: skip
    _count_for_rounds(check)
    note("check.begun", check, by=by, way=way)
    return check


def _count_for_rounds(check: Check) -> None:
    """Whichever way an invited company came, its round shows how far it is."""
    asked = Invited.objects.filter(organisation=check.organisation, round__questionnaire=check.questionnaire)
    asked.filter(check_done=None).update(check_done=check)


def _not_yet(due_on: object) -> str:
    if due_on is None:
        return _("Den Tag für Ihren nächsten Check legt Ihr Digitalscout mit Ihnen fest.")
    return _("Ihr nächster Check ist ab %(day)s vorgesehen.") % {"day": f"{due_on:%d.%m.%Y}"}


def _facts_of(organisation: Organisation) -> dict[str, str]:
    return {name: getattr(organisation, name) for name in ("size_class", "industry", "municipality")}


def begin_as_guest(key: str, *, form_token: str, name: str = "", language: str = "de") -> Door:
    """A check without account or firm; the door's id goes into the browser's session.

    The same ``form_token`` again, as after a double click, gives the first door.
    """
    questionnaire(key)
    token_hash = hash_of(f"guest:{form_token}")
    if not Door.objects.filter(token_hash=token_hash).exists():
        # The unique hash decides between two clicks; the slower one leaves nothing behind.
        with suppress(IntegrityError), transaction.atomic():
            _new_guest(key, token_hash, name, language)
    return Door.objects.select_related("check_done").get(token_hash=token_hash)


def _new_guest(key: str, token_hash: str, name: str, language: str) -> None:
    now = timezone.now()
    check = Check.objects.create(questionnaire=key, way=Check.Way.GUEST, begun_at=now, changed_at=now)
    door = browser_door(check, token_hash, name, language)
    note("check.begun", check, by=actor_behind(door), way=check.way)


@transaction.atomic
def finish_check(check: Check, *, by: Actor) -> Check:
    """Store the scores and the firm's size, industry and place of today; a letter leads to the result.

    Finished twice stays finished once. What has no answer counts 0.
    """
    check = locked(check)
    only_if(can_lead(check, by))
    if not check.is_open:
        return check
    profile = score(questionnaire_of(check), answers_of(check))
    check.state, check.finished_at = CheckState.FINISHED, timezone.now()
    check.changed_at = check.finished_at
    check.scores = {topic: found.whole for topic, found in profile.dimensions.items()}
    check.overall, check.band = profile.overall.whole, profile.band.value
    if check.organisation:
        for name, value in _facts_of(check.organisation).items():
            setattr(check, name, value)
    check.save()
    note("check.finished", check, by=by, way=check.way, unanswered=len(profile.unanswered))
    _tell(check, by)
    return check


def _tell(check: Check, by: Actor) -> None:
    """To whoever finished it; where a scout did it at the table, to the company's contact."""
    if opened_by(by):
        door = Door.objects.get(pk=by.id or 0)
        if door.email:
            emails.door_to_check(door, address_like(door), check)
        return
    reader: User | Contact | None = person_of(by)
    if works_on_checks(by):
        reader = contact_for(check.organisation) if check.organisation else None
    if reader and reader.email:
        address = address_for(reader, check) if isinstance(reader, Contact) else check_address(check)
        emails.check_finished(check, reader, address)


@transaction.atomic
def tell_firm(check: Check, *, by: Actor, **facts: object) -> Check:
    """A guest tells the firm so that the office may see the check and take it over; changed until it does.

    ``facts``: name, and if known head_count, industry, postcode. Raises ``Invalid`` with problems per field.
    """
    check = locked(check)
    only_if(can_lead(check, by) and check.organisation_id is None)
    told = {name: facts[name] for name in FIRM_FACTS if facts.get(name) not in ("", None)}
    only_good(firm_problems(told, timezone.localdate()))
    is_new, check.firm = not check.firm, told
    heads, place = told.get("head_count"), municipality_of_postcode(str(told.get("postcode", "")))
    check.size_class = size_class(int(str(heads))).key if heads is not None else ""
    check.industry = str(told.get("industry", ""))
    check.municipality = place.ags if place else ""
    check.save(update_fields=["firm", "size_class", "industry", "municipality"])
    if is_new:
        note("check.offered", check, by=by)
        if scout := scouts().first():
            emails.guest_offered(check, scout)
    return check


@transaction.atomic
def adopt_check(check: Check, organisation: Organisation, *, by: Actor) -> Check:
    """A guest's check becomes the company's. Refused where the company has a check of that stage already."""
    only_if(works_on_checks(by) and can_begin(by, organisation))
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check = locked(check)
    if check.organisation_id == organisation.pk:
        return check
    only_if(check.organisation_id is None and bool(check.firm))
    same = Check.objects.filter(organisation=organisation, questionnaire=check.questionnaire)
    stage = next_stage(organisation, check.questionnaire)
    if stage is None or same.filter(state=CheckState.OPEN).exists():
        raise Refused(_("Dieser Betrieb hat diesen Check schon in Arbeit oder abgeschlossen."))
    check.organisation, check.stage, check.firm = organisation, Stage(stage), {}
    check.scout = check.scout or person_of(by) or organisation.scout
    for name, value in _facts_of(organisation).items():
        setattr(check, name, value or getattr(check, name))
    check.save()
    note("check.adopted", check, by=by)
    return check
