"""Who may do what with a Digital-Check, and by which way a company is reached. Pure yes or no, apart from the words."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Role
from dnm.directory.models import Channel, Organisation
from dnm.directory.rules import problems_with

from .models import Check
from .workflow import EARLY_DAYS, Stage, Way

COMPANY = (Role.COMPANY_OWNER, Role.COMPANY_MEMBER)
FIRM_FACTS = ("name", "head_count", "industry", "postcode")
LONGEST_NAME = 80


def is_of_company(actor: Actor, organisation_id: int | None) -> bool:
    """Signed in for this very company; a mailed link does not count."""
    own = organisation_id is not None and actor.organisation_id == organisation_id
    return own and actor.role in COMPANY and not actor.only


def works_on_checks(actor: Actor) -> bool:
    """Scouts and project leads; the clock builds the demo region. Director and admin alone read no answers."""
    return is_scout(actor) or is_system(actor)


def opened_by(actor: Actor) -> tuple[int, str] | None:
    """The check and topic ("" for all) that a guest's door leads to."""
    kind, _colon, rest = actor.only.partition(":")
    if actor.role != Role.GUEST or kind != "check":
        return None
    key, _colon, topic = rest.partition(":")
    return int(key), topic


def is_offered(check: Check) -> bool:
    """Whether a guest has told the firm so that the office may see the check."""
    return check.organisation_id is not None or bool(check.firm)


def can_begin(actor: Actor, organisation: Organisation) -> bool:
    if organisation.kind != Organisation.Kind.COMPANY:
        return False
    return works_on_checks(actor) or is_of_company(actor, organisation.pk)


def can_see(check: Check, actor: Actor) -> bool:
    """At least a part of it: whoever has a door to one topic sees that topic only."""
    if works_on_checks(actor):
        return is_offered(check)
    opened = opened_by(actor)
    return is_of_company(actor, check.organisation_id) or (opened is not None and opened[0] == check.pk)


def can_answer(check: Check, actor: Actor, topic: str) -> bool:
    opened = opened_by(actor)
    return can_see(check, actor) and check.is_open and (opened is None or opened[1] in ("", topic))


def can_lead(check: Check, actor: Actor) -> bool:
    """See the whole check and its result, finish it, hand topics to others."""
    opened = opened_by(actor)
    return can_see(check, actor) and (opened is None or not opened[1])


def can_begin_stage(stage: Stage, due_on: date | None, actor: Actor, today: date) -> bool:
    """A first check at any time; later ones from the day the office has set. Scouts decide for themselves."""
    if stage == Stage.T0 or works_on_checks(actor):
        return True
    return due_on is not None and due_on - timedelta(days=EARLY_DAYS) <= today


def way_to(permissions: Collection[str], *, has_email: bool, has_own_case: bool) -> Way:
    """How a company is invited (§ 7 UWG): e-mail only to those who agreed to mailings, or about their own case."""
    allowed = Channel.Permission
    if allowed.NONE in permissions:
        return Way.NONE
    if has_email and (allowed.MAILINGS in permissions or (has_own_case and allowed.OWN_CASES in permissions)):
        return Way.EMAIL
    return Way.PHONE if allowed.PHONE in permissions and allowed.POST not in permissions else Way.LETTER


def person_problems(name: str, email: str) -> dict[str, str]:
    """What is wrong with the name and address of somebody a letter shall go to."""
    found = {}
    if len(name) > LONGEST_NAME or re.search(r"[/@<>:]|www\.", name):
        found["name"] = _("Geben Sie nur einen Namen ein, höchstens %(most)s Zeichen.") % {"most": LONGEST_NAME}
    try:
        validate_email(email)
    except ValidationError:
        found["email"] = _("Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@betrieb.de.")
    return found


def firm_problems(facts: Mapping[str, object], today: date) -> dict[str, str]:
    """What is wrong with what a guest tells about the firm: the name is needed, the rest may be empty."""
    found = dict(problems_with({name: value for name, value in facts.items() if value not in ("", None)}, today))
    if not str(facts.get("name", "")).strip():
        found["name"] = _("Geben Sie den Namen des Betriebs ein.")
    return found
