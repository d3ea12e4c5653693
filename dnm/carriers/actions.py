from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor, can_manage_people, is_system
from dnm.directory.models import Organisation
from dnm.journal.actions import record

from .models import Share
from .queries import shares_on


@transaction.atomic
def enter_share(carrier: Organisation, percent: Decimal, *, since: date, by: Actor, source: str = "") -> Share:
    """A carrier's share from that day on; all shares of a day never exceed 100 %."""
    if not (can_manage_people(by) or is_system(by)):
        raise Refused(_("Anteile trägt die Projektleitung ein."))
    if carrier.kind != Organisation.Kind.CARRIER:
        raise Refused(_("Nur Träger haben Anteile."))
    others = sum(share.percent for share in shares_on(since) if share.carrier_id != carrier.pk)
    if not 0 < percent <= 100 - others:
        raise Refused(_("Zusammen ergäben die Anteile mehr als 100 Prozent."))
    share = Share.objects.create(carrier=carrier, percent=percent, since=since, source=source)
    record("carrier.share_entered", share, by=by, organisation_id=carrier.pk, seals=[share])
    return share
