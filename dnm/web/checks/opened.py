"""A check as the reader of these pages may see it; the same pages serve companies, guests and scouts at the table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.engines.scoring import Dimension, Questionnaire
from dnm.maturity.models import Check
from dnm.maturity.queries import checks_visible_to, questionnaire_of, topics_open_to
from dnm.maturity.rules import can_lead, opened_by
from dnm.web.access import open_to_guests
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .sheets import Sheet


@dataclass(frozen=True)
class OpenedCheck:
    """``space``: under which of our addresses the pages are mounted, "member" or "office"."""

    check: Check
    questionnaire: Questionnaire
    actor: Actor
    space: str

    @property
    def language(self) -> str:
        return reading_language()

    @property
    def title(self) -> str:
        return self.questionnaire.title.in_language(self.language)

    @property
    def leads(self) -> bool:
        """Sees the whole check; a colleague sees one topic."""
        return can_lead(self.check, self.actor)

    @property
    def is_guest(self) -> bool:
        return self.actor.role == Role.GUEST

    @property
    def at_the_table(self) -> bool:
        return self.space == "office"

    @property
    def handed_topic(self) -> Dimension | None:
        """The one topic a colleague was asked about."""
        opened = opened_by(self.actor)
        return topics_open_to(self.actor, self.questionnaire)[0] if opened and opened[1] else None

    # --- Addresses ---

    def url(self, page: str, *parts: object) -> str:
        return reverse(f"{self.space}:{page}", args=[self.check.pk, *parts])

    @property
    def tasks_url(self) -> str:
        return self.url("check-tasks")

    @property
    def answers_url(self) -> str:
        return self.url("check-answers")

    @property
    def done_url(self) -> str:
        return self.url("check-done")

    @property
    def link_url(self) -> str:
        return self.url("check-link")

    @property
    def firm_url(self) -> str:
        return self.url("check-firm")

    @property
    def list_url(self) -> str:
        """All checks; guests have one."""
        return "" if self.is_guest else reverse(f"{self.space}:checks")

    @property
    def result_url(self) -> str:
        """The page of the result, or the confirmation where none is mounted."""
        try:
            return self.url("check-result")
        except NoReverseMatch:
            return self.done_url

    def sheet_url(self, sheet: Sheet) -> str:
        return self.url("check-question", sheet.topic.id, sheet.number)


Page = Callable[..., HttpResponse]


def with_check(page: Page) -> Page:
    """Gives the page the check as its reader may see it. Says so where the centre has taken the questions away."""

    @open_to_guests
    @wraps(page)
    def opened(request: SignedInRequest, pk: int, **parts: Any) -> HttpResponse:
        check = get_object_or_404(checks_visible_to(request.actor), pk=pk)
        try:
            asked = questionnaire_of(check)
        except Refused as refusal:
            return render(request, "checks/unreadable.html", {"problem": str(refusal)}, status=410)
        space = str(request.resolver_match.app_names[0]) if request.resolver_match else "member"
        return page(request, OpenedCheck(check, asked, request.actor, space), **parts)

    return opened


def for_leaders(page: Page) -> Page:
    """Within ``with_check``: a colleague who was handed one topic finds nothing here."""

    @wraps(page)
    def guarded(request: SignedInRequest, opened: OpenedCheck, **parts: Any) -> HttpResponse:
        if not opened.leads:
            raise Http404
        return page(request, opened, **parts)

    return guarded
