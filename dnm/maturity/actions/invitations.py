"""Inviting many companies to a check: one row each, e-mail only to those who agreed to it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import person_of
from dnm.accounts.rules import Actor
from dnm.directory.actions.checks import only_good
from dnm.directory.models import Organisation
from dnm.journal.actions import record

from .. import emails
from ..links import checks_address
from ..models import Check, Door, Invited, Round
from ..queries.questionnaires import questionnaire
from ..queries.rounds import reach_of
from ..rules import works_on_checks
from ..workflow import Way
from .checks import open_check
from .doors import address_for_invited
from .steps import only_if

LONGEST_TEXT = 3000


@transaction.atomic
def plan_round(*, title: str, key: str, due_on: date, by: Actor, text: str = "") -> Round:
    """Nobody is written to before ``invite``. Raises ``Invalid`` with problems per field."""
    only_if(works_on_checks(by))
    questionnaire(key)
    problems = {}
    if not 0 < len(title.strip()) <= 120:
        problems["title"] = _("Geben Sie der Runde einen Namen mit höchstens 120 Zeichen.")
    if due_on <= timezone.localdate():
        problems["due_on"] = _("Wählen Sie einen Tag in der Zukunft.")
    if len(text) > LONGEST_TEXT:
        problems["text"] = _("Kürzen Sie den Text auf %(most)s Zeichen.") % {"most": LONGEST_TEXT}
    only_good(problems)
    planned = Round.objects.create(
        title=title.strip(), questionnaire=key, due_on=due_on, text=text.replace("\r\n", "\n").strip(),
        scout=person_of(by), created_at=timezone.now(),
    )  # fmt: skip
    record("round.planned", planned, by=by, questionnaire=key, due_on=due_on)
    return planned


@transaction.atomic
def invite(planned: Round, organisations: Iterable[Organisation], *, by: Actor) -> list[Invited]:
    """Companies that are in the round already are left out, so a double click writes nobody twice.

    Letters leave to those who may be written to; the others stand in the list for post and telephone.
    """
    only_if(works_on_checks(by))
    planned = Round.objects.select_for_update(of=("self",)).select_related("scout").get(pk=planned.pk)
    known = set(planned.invited.values_list("organisation_id", flat=True))
    new = {one.pk: one for one in organisations if one.kind == Organisation.Kind.COMPANY and one.pk not in known}
    reach, now = reach_of(new.values(), planned.questionnaire), timezone.now()
    rows = []
    for pk, organisation in new.items():
        contact, way = reach[pk]
        rows.append(Invited.objects.create(
            round=planned, organisation=organisation, contact=contact, way=way, invited_at=now
        ))  # fmt: skip
        if way == Way.EMAIL:
            write_invitation(rows[-1], again=False)
    if rows:
        record("round.invited", planned, by=by, companies=len(rows), by_email=sum(r.way == Way.EMAIL for r in rows))
    return rows


def write_invitation(invited: Invited, *, again: bool) -> None:
    """To people who sign in with the address of their checks, to all others with a door."""
    assert invited.contact, "chosen for having an address"
    address = checks_address() if invited.contact.user_id else address_for_invited(invited)
    emails.invitation(invited, address, again=again)


@transaction.atomic
def begin_invited(door: Door, *, by: Actor) -> Check:
    """Whoever came by an invitation begins the company's check, or goes on with the open one."""
    only_if(by.label == "maturity.door" and by.id == door.pk and door.invited is not None)
    invited = Invited.objects.select_related("round", "organisation").get(pk=door.invited_id or 0)
    check = open_check(invited.organisation, invited.round.questionnaire, by=by, way=Check.Way.ALONE)
    Door.objects.filter(invited=invited, check_done=None).update(check_done=check)
    return check


@transaction.atomic
def drop_invited(invited: Invited, *, by: Actor) -> None:
    """The company wants no more letters of this round; what it has answered stays."""
    only_if(works_on_checks(by))
    invited = Invited.objects.select_for_update(of=("self",)).get(pk=invited.pk)
    if invited.way == Way.NONE:
        raise Refused(_("Dieser Betrieb bekommt schon keine Nachrichten mehr."))
    invited.way = Way.NONE
    invited.save(update_fields=["way"])
    invited.doors.update(revoked_at=timezone.now())
    record("round.dropped", invited.round, by=by, organisation_id=invited.organisation_id)
