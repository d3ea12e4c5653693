"""What the answers of a Digital-Check lead to: a draft of a need, and before that how many would answer it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.models import Organisation
from dnm.work.actions import enqueue

from ..models import Need, Sounding
from ..rules import Problem
from .words import save_draft

ASKED_AGAIN_AFTER = timedelta(days=1)
KEPT_FOR = timedelta(days=90)


def draft_need_from(organisation: Organisation, problem: Problem, *, by: Actor, form_token: str) -> Need:
    """The company's own draft with these words in it; the same ``form_token`` again gives the draft of the first click.

    Nothing is sent: whoever reads it changes what is not right and submits it, or not.
    """
    return save_draft(
        organisation, by=by, form_token=form_token, title=problem.title, problem=problem.problem, goal=problem.goal
    )


@transaction.atomic
def sound_out(organisation: Organisation, problems: Iterable[Problem]) -> None:
    """Count in the background how many start-ups would answer; at most once a day for the same words."""
    now = timezone.now()
    stale = False
    for problem in problems:
        sounding, is_new = Sounding.objects.get_or_create(
            organisation=organisation, key=problem.key,
            defaults={"title": problem.title, "problem": problem.problem, "goal": problem.goal,
                      "language": problem.language},
        )  # fmt: skip
        stale |= is_new or (sounding.ranked_at is not None and sounding.ranked_at < now - ASKED_AGAIN_AFTER)
    if stale:
        enqueue("matching.sound_out", str(organisation.pk), organisation=organisation.pk)


def store_sounding(sounding: Sounding, startups: int) -> None:
    sounding.startups, sounding.ranked_at = startups, timezone.now()
    sounding.save(update_fields=["startups", "ranked_at"])


def forget_old_soundings() -> int:
    """Nobody has looked for a quarter; returns how many went."""
    return Sounding.objects.filter(ranked_at__lt=timezone.now() - KEPT_FOR).delete()[0]
