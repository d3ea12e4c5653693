"""A start-up raises its hand for a teaser it may read, before anybody asked it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.journal.actions import record
from dnm.matching.models import Match, Teaser
from dnm.matching.queries import teasers_open_to_startups

from .. import emails
from ..models import Introduction
from ..queries.member import interests_shown
from .opening import suggest


@transaction.atomic
def show_interest(teaser: Teaser, startup: Organisation, *, by: Actor) -> Introduction:
    """Suggest oneself for the need behind an open teaser; the office hears of it once."""
    if by.organisation_id != startup.pk or startup.confirmed_at is None:
        raise Refused(_("Interesse zeigen können Startups, die wir aufgenommen haben."))
    if not teasers_open_to_startups().filter(pk=teaser.pk).exists():
        raise Refused(_("Dieser Bedarf ist inzwischen nicht mehr offen."))
    need = teaser.need
    match = Match.objects.filter(need=need, offer__organisation=startup).order_by("rank", "pk").first()
    case = suggest(need, startup, by=by, opened_by=Introduction.OpenedBy.STARTUP, match=match)
    if case.need_id not in interests_shown([need.pk], startup.pk):
        record(
            "introduction.interest_shown",
            case,
            by=by,
            organisation_id=need.organisation_id,
            startup=startup.pk,
        )
        emails.tell_owner(case, "introductions/interest_office")
    return case
