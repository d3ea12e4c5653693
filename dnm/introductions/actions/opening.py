"""How a case begins: from a suggestion, onto the shortlist, or because both know each other already."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.queries import scouts
from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Audience
from dnm.directory.models import Organisation, StartupProfile
from dnm.directory.queries import contact_for
from dnm.journal.actions import record
from dnm.matching.actions import next_number
from dnm.matching.models import Match, Need, Offer
from dnm.matching.queries import teasers_open_to_hubs
from dnm.matching.workflow import NeedState

from .. import emails
from ..models import Introduction
from ..rules import can_take
from ..workflow import ENDED, SHORTLIST_LIMIT, STEPS, Party, State
from .consent import Clicked, keep_clicked_release, record_release, stand_introduced
from .steps import Spoken, check_spoken, locked, take

ON_SHORTLIST = [State.SHORTLISTED, State.COMPANY_ASKED, State.STARTUP_ASKED, State.RELEASE_PENDING]


@transaction.atomic
def suggest(
    need: Need,
    startup: Organisation,
    *,
    by: Actor,
    opened_by: str = Introduction.OpenedBy.SCOUT,
    offer: Offer | None = None,
    match: Match | None = None,
    hub: Organisation | None = None,
) -> Introduction:
    """Open a case for this pair, or return the one there is. Score and reasons stay with the engine's version."""
    Need.objects.select_for_update().get(pk=need.pk)
    existing = Introduction.objects.filter(need=need, startup=startup).first()
    if existing:
        return existing
    case = Introduction(
        number=next_number("V"),
        need=need,
        company=need.organisation,
        startup=startup,
        company_contact=need.contact or contact_for(need.organisation),
        startup_contact=contact_for(startup),
        offer=offer or (match.offer if match else None),
        hub=hub,
        opened_by=opened_by,
        title=need.title,
        owner=need.scout or _scout_of(by),
        since=timezone.now(),
    )
    if match:
        case.score, case.reasons, case.engine_version = match.score, match.reasons, match.engine_version
    case.waiting_for = Party.SCOUT
    case.save()
    record(
        "introduction.suggested", case, by=by, organisation_id=need.organisation_id,
        municipality=need.organisation.municipality, opened_by=opened_by, startup=startup.pk, score=case.score,
    )  # fmt: skip
    return case


def _scout_of(by: Actor) -> User:
    person = (
        User.objects.filter(pk=by.id or 0).first() if by.label == "accounts.user" and is_scout(by) else scouts().first()
    )
    if person is None:
        raise Refused(_("Es gibt noch keinen Digitalscout. Laden Sie zuerst jemanden ein."))
    return person


@transaction.atomic
def shortlist(match: Match, reason: str, *, by: Actor) -> Introduction:
    """Put a start-up on the shortlist of a need, with a reason in words; five at most."""
    need = _need_to_fill(match.need_id, match.offer.organisation, reason)
    case = locked(suggest(need, match.offer.organisation, by=by, match=match, opened_by=Introduction.OpenedBy.ENGINE))
    if case.state == State.SUGGESTED:
        # Perhaps a hub had proposed it before the engine ranked it, or the ranking is a newer one.
        case.offer, case.score = match.offer, match.score
        case.reasons, case.engine_version = match.reasons, match.engine_version
    _put_on_list(case, reason, by=by)
    Match.objects.filter(pk=match.pk).update(decision=Match.Decision.SHORTLISTED, reason_code="")
    return case


@transaction.atomic
def shortlist_proposed(introduction: Introduction, reason: str, *, by: Actor) -> Introduction:
    """The same for a case that a hub, the start-up itself or the company opened and the engine did not rank."""
    case = locked(introduction)
    if case.need is None:
        raise Refused(_("Dieser Vorgang gehört zu keinem Bedarf."))
    _need_to_fill(case.need.pk, case.startup, reason)
    _put_on_list(case, reason, by=by)
    return case


def _need_to_fill(need_id: int, startup: Organisation, reason: str) -> Need:
    """The need, locked. A company reads names, so its shortlist holds only start-ups that agreed to be listed."""
    if not reason.strip():
        raise Refused(_("Schreiben Sie in einem Satz, warum dieses Startup auf die Shortlist soll."))
    needs = Need.objects.select_for_update(of=("self",)).select_related("organisation", "scout")
    need = needs.get(pk=need_id)
    if need.state not in (NeedState.QUALIFIED, NeedState.MATCHED):
        raise Refused(_("Schalten Sie den Bedarf zuerst frei."))
    profile = StartupProfile.objects.filter(organisation=startup).first()
    if profile is None or not profile.listed:
        raise Refused(
            _("%(name)s hat noch nicht zugestimmt, genannt zu werden. Fragen Sie dort zuerst nach.")
            % {"name": startup.name}
        )
    return need


def _put_on_list(case: Introduction, reason: str, *, by: Actor) -> None:
    if case.state in ENDED:
        raise Refused(
            _(
                "Für dieses Startup ist der Vorgang %(number)s schon beendet. "
                "Öffnen Sie ihn wieder, wenn sich etwas geändert hat."
            )
            % {"number": case.number}
        )
    if case.state == State.SUGGESTED:
        if Introduction.objects.filter(need=case.need, state__in=ON_SHORTLIST).count() >= SHORTLIST_LIMIT:
            raise Refused(_("Auf der Shortlist stehen schon fünf Startups. Nehmen Sie zuerst eines herunter."))
        case.shortlist_reason = reason.strip()
        take(case, "shortlist", by=by)


@transaction.atomic
def unshortlist(introduction: Introduction, *, by: Actor) -> Introduction:
    """Take it back while the company has not been asked."""
    case = locked(introduction)
    if case.state == State.SUGGESTED:
        return case
    take(case, "unshortlist", by=by)
    Match.objects.filter(need=case.need, offer__organisation=case.startup).update(decision=Match.Decision.OPEN)
    return case


@transaction.atomic
def hub_proposes(need: Need, startup: Organisation, *, by: Actor) -> Introduction:
    """A partner hub proposes one of its start-ups for a teaser it may read. Proposed before, it stays as it was."""
    if by.audience != Audience.HUB or startup.startup.vouched_by_id != by.organisation_id:
        raise Refused(_("Sie können nur Startups vorschlagen, für die Ihr Hub bürgt."))
    if not teasers_open_to_hubs().filter(need=need).exists():
        raise Refused(_("Dieser Bedarf ist für Partner nicht mehr offen."))
    existing = Introduction.objects.filter(need=need, startup=startup).first()
    if existing:
        return existing
    hub = Organisation.objects.get(pk=by.organisation_id or 0)
    case = suggest(need, startup, by=by, opened_by=Introduction.OpenedBy.HUB, hub=hub)
    emails.hub_proposed(case)
    return case


@transaction.atomic
def open_known(
    company: Organisation,
    startup: Organisation,
    *,
    title: str,
    where: str,
    on: date,
    by: Actor,
    need: Need | None = None,
    spoken: Spoken | Mapping[Party, Clicked],
) -> Introduction:
    """Both know each other already: opens at ``introduced`` with two consents to our accompanying it.

    ``spoken``: both told to the office; or each clicked by its side.
    """
    if not (is_scout(by) or is_system(by)):
        raise Refused(_("Das trägt das Büro ein."))
    if isinstance(spoken, Spoken):
        check_spoken(spoken, by)
    _check_known(company, startup, title=title, on=on, need=need)
    case = Introduction.objects.create(
        number=next_number("V"), need=need, company=company, startup=startup, company_contact=contact_for(company),
        startup_contact=contact_for(startup), opened_by=Introduction.OpenedBy.EVENT, title=title.strip()[:120],
        owner=_scout_of(by),
        since=timezone.now(), known_from=f"{where.strip()[:180]}, {on:%d.%m.%Y}", waiting_for=Party.SCOUT,
    )  # fmt: skip
    record("introduction.suggested", case, by=by, organisation_id=company.pk, opened_by="event", startup=startup.pk)
    return _jump(case, by=by, spoken=spoken)


def _check_known(company: Organisation, startup: Organisation, *, title: str, on: date, need: Need | None) -> None:
    if (company.kind, startup.kind) != (Organisation.Kind.COMPANY, Organisation.Kind.STARTUP):
        raise Refused(_("Wählen Sie ein Unternehmen und ein Startup."))
    if not title.strip():
        raise Refused(_("Geben Sie an, worum es geht."))
    if on > timezone.localdate():
        raise Refused(_("Der Tag des Kennenlernens liegt in der Zukunft."))
    if need and need.organisation_id != company.pk:
        raise Refused(_("Dieser Bedarf gehört einem anderen Unternehmen."))
    # Locked, so that a double click does not open two cases.
    Organisation.objects.select_for_update(of=("self",)).get(pk=company.pk)
    known = Introduction.objects.filter(company=company, startup=startup, need=need)
    # A need knows each start-up once, even when that case has ended.
    open_one = (known if need else known.exclude(state__in=ENDED)).first()
    if open_one:
        raise Refused(_("Für diese beiden gibt es schon den Vorgang %(number)s.") % {"number": open_one.number})


@transaction.atomic
def record_introduction(introduction: Introduction, *, by: Actor, spoken: Spoken) -> Introduction:
    """Jump to ``introduced``: both consents were given by phone, in person or on paper."""
    case = locked(introduction)
    if case.state == State.INTRODUCED:
        return case
    if case.state not in STEPS["record_introduction"].sources:
        raise Refused(_("Dieser Vorgang ist schon weiter oder beendet."))
    if not can_take("record_introduction", case, by):
        raise Refused(_("Das trägt das Büro ein."))
    if case.need and case.need.confidentiality == Need.Confidentiality.INTERNAL:
        raise Refused(
            _("Der Bedarf ist vertraulich. Fragen Sie den Betrieb, ob er den Bedarf öffnet, und ändern Sie ihn.")
        )
    check_spoken(spoken, by)
    return _jump(case, by=by, spoken=spoken)


def _jump(case: Introduction, *, by: Actor, spoken: Spoken | Mapping[Party, Clicked]) -> Introduction:
    if not isinstance(spoken, Spoken):
        for side, clicked in spoken.items():
            keep_clicked_release(case, side, clicked, by=by)
        return stand_introduced(case, "record_introduction", by=by)
    for side in (Party.COMPANY, Party.STARTUP):
        record_release(case, side, by=by, spoken=spoken)
    return stand_introduced(case, "record_introduction", by=by, spoken=spoken)
