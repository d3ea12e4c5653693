"""Mein Bereich: what waits for me, where things stand, who sees what."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.models import User
from dnm.directory.models import Organisation
from dnm.directory.queries import organisations_visible_to
from dnm.events.queries import waiting_days
from dnm.introductions.models import Introduction
from dnm.introductions.queries.member import cases_of, person_acting, side_of
from dnm.introductions.workflow import ENDED, Party
from dnm.matching.models import Need
from dnm.matching.queries import needs_visible_to
from dnm.matching.workflow import OPEN, NeedState
from dnm.maturity.queries import waiting_checks
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest
from dnm.web.templatetags.dnm import addressed

from .path import path_of_case, path_of_need
from .seen import SeenCase, seen_tasks
from .teasers import open_teasers

SHOWN = 6
"""So many needs or cases stand on the start page; the lists have the rest."""


def home(request: SignedInRequest) -> HttpResponse:
    side = side_of(request.actor)
    cases = list(cases_of(request.actor))
    tasks = seen_tasks(side, cases, timezone.localdate())
    firm = organisations_visible_to(request.actor).select_related("scout", "startup")
    own = firm.filter(pk=request.actor.organisation_id or 0).first()
    checks = waiting_checks(request.actor, reading_language()) if side == Party.COMPANY else []
    days = waiting_days(request.actor)
    context: dict[str, Any] = {
        "greeting": greeting(request, len(tasks) + len(checks) + len(days)),
        "tasks": tasks,
        "checks": checks,
        "days": days,
        "firm": own,
        "for_company": side == Party.COMPANY,
        "known_to": _known_to(cases, side),
    }
    context |= _company(request, cases, own) if side == Party.COMPANY else _startup(cases, own)
    return render(request, "member/home.html", context)


def greeting(request: SignedInRequest, count: int) -> str:
    """Guten Tag, Frau Rehmert. Zwei Dinge warten auf Sie."""
    person = request.user if request.user.is_authenticated else person_acting(request.actor)
    name = addressed(person) if person else request.actor.name
    return _("Guten Tag, %(name)s. %(waiting)s") % {"name": name, "waiting": _waiting(count)}


def _waiting(count: int) -> str:
    words = [
        _("Gerade wartet nichts auf Sie."), _("Eine Sache wartet auf Sie."), _("Zwei Dinge warten auf Sie."),
        _("Drei Dinge warten auf Sie."), _("Vier Dinge warten auf Sie."), _("Fünf Dinge warten auf Sie."),
        _("Sechs Dinge warten auf Sie."),
    ]  # fmt: skip
    return words[count] if count < len(words) else _("%(count)s Dinge warten auf Sie.") % {"count": count}


def _known_to(cases: list[Introduction], side: Party) -> list[str]:
    """Who knows the name of this firm by an introduction that still stands."""
    known = []
    for case in cases:
        mine = [row for row in case.disclosures.all() if row.side == side and row.field == "organisation"]
        if any(row.hidden_at is None for row in mine):
            view = SeenCase(case, side)
            known.append(view.other_and_place)
    return list(dict.fromkeys(known))


def _company(request: SignedInRequest, cases: list[Introduction], firm: Organisation | None) -> dict[str, Any]:
    grouped: dict[int, list[Introduction]] = {}
    for case in cases:
        grouped.setdefault(case.need_id or 0, []).append(case)
    needs = [need for need in needs_visible_to(request.actor) if _worth_showing(need, grouped.get(need.pk, []))]
    # A case without a need: both knew each other already, or it began at an event.
    others = [SeenCase(case, Party.COMPANY) for case in grouped.get(0, []) if case.state not in ENDED]
    return {
        "rows": [(need, path_of_need(need, grouped.get(need.pk, []))) for need in needs[:SHOWN]],
        "more": len(needs) > SHOWN,
        "others": [(view, path_of_case(view)) for view in others[:SHOWN]],
        "scout": _scout([need.scout for need in needs], cases, firm),
    }


def _worth_showing(need: Need, cases: list[Introduction]) -> bool:
    return need.state in (NeedState.DRAFT, *OPEN) or any(case.state not in ENDED for case in cases)


def _startup(cases: list[Introduction], firm: Organisation | None) -> dict[str, Any]:
    running = [SeenCase(case, Party.STARTUP) for case in cases if case.state not in ENDED]
    over = [SeenCase(case, Party.STARTUP) for case in cases if case.state in ENDED]
    today = timezone.localdate()
    profile = getattr(firm, "startup", None)
    paused = profile.paused_until if profile and profile.paused_until and profile.paused_until >= today else None
    confirmed = bool(firm and firm.confirmed_at)
    return {
        "views": [(view, path_of_case(view)) for view in running[:SHOWN]],
        "over": over[:SHOWN],
        "paused": paused,
        "confirmed": confirmed,
        "open_count": len(open_teasers()) if confirmed else 0,
        "scout": _scout([], cases, firm),
    }


def _scout(of_needs: list[User | None], cases: list[Introduction], firm: Organisation | None) -> User | None:
    """Who looks after this firm: of its newest case, else of its need, else the one of the directory."""
    found = [*(case.owner for case in cases), *of_needs, firm.scout if firm else None]
    return next((person for person in found if person), None)
