"""Cases as each actor may see them."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor, is_scout
from dnm.accounts.workflow import Audience, Role
from dnm.directory.queries import contact_actor

from ..models import Introduction, MailedLink
from ..workflow import BEFORE_INTRODUCTION, State

HIDDEN_FROM_COMPANIES = (State.SUGGESTED, State.SHORTLISTED)
HIDDEN_FROM_STARTUPS = BEFORE_INTRODUCTION[:3]


def introductions_visible_to(actor: Actor) -> QuerySet[Introduction]:
    """The only door to cases. A company sees a case once it was asked, a start-up once the company chose it."""
    cases = Introduction.objects.select_related(
        "company", "startup__startup", "company_contact", "startup_contact", "need", "owner", "hub"
    )
    if is_scout(actor):
        return cases
    if actor.audience != Audience.MEMBER or actor.organisation_id is None:
        return cases.none()
    if actor.role in (Role.COMPANY_OWNER, Role.COMPANY_MEMBER):
        asked = Q(steps__name="ask_company") | Q(introduced_at__isnull=False)
        mine = cases.filter(asked, company=actor.organisation_id).exclude(state__in=HIDDEN_FROM_COMPANIES)
    else:
        asked = Q(steps__target_state=State.STARTUP_ASKED) | Q(introduced_at__isnull=False)
        mine = cases.filter(asked, startup=actor.organisation_id).exclude(state__in=HIDDEN_FROM_STARTUPS)
    if actor.only:
        kind, _colon, key = actor.only.partition(":")
        mine = mine.filter(need=int(key)) if kind == "need" else mine.filter(pk=key)
    return mine.distinct()


def actor_of_link(link_id: int) -> Actor | None:
    """Who acts through a mailed link that was opened with its code; None once it expired or was revoked."""
    links = MailedLink.objects.filter(pk=link_id, revoked_at=None, expires_at__gt=timezone.now())
    link = links.select_related("contact__organisation").first()
    if link is None:
        return None
    only = f"need:{link.need_id}" if link.need_id else f"introduction:{link.introduction_id}"
    return contact_actor(link.contact, only=only)


def introduced_this_quarter() -> dict[int, int]:
    """Start-up id -> introductions since the quarter began: what its capacity has left. One query."""
    today = timezone.localdate()
    start = timezone.make_aware(datetime(today.year, 3 * ((today.month - 1) // 3) + 1, 1))
    counted = Introduction.objects.filter(introduced_at__gte=start).values("startup")
    return dict(counted.annotate(count=Count("pk")).order_by().values_list("startup", "count"))
