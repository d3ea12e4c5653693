"""Saving answers: the later wins per question, and whoever saves hears what changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.rules import Actor
from dnm.engines.scoring import AnswersError, Problem, Questionnaire, Value, answer_to

from ..models import Answer, Check
from ..queries.checks import Changed, changes_since
from ..queries.questionnaires import questionnaire_of
from ..rules import can_answer
from .steps import locked, only_if


@dataclass(frozen=True)
class Saved:
    """``revision``: what the page has seen from now on. ``meanwhile``: what others saved since the page was opened.

    ``overwritten``: those of them that this saving replaced; their old values stand in ``meanwhile``.
    """

    revision: int
    meanwhile: tuple[Changed, ...]
    overwritten: tuple[str, ...]


def answer(check: Check, item: str, value: object, *, by: Actor, seen: int | None = None) -> Saved:
    """One question. AnswersError for an unknown item or an answer that is not allowed."""
    return answer_several(check, {item: value}, by=by, seen=seen)


@transaction.atomic
def answer_several(check: Check, answers: Mapping[str, object], *, by: Actor, seen: int | None = None) -> Saved:
    """A whole page: all answers are stored or none. None and "" take an answer back.

    ``seen``: the revision of the check when the page was opened, or after it saved last. What stands there already
    is not stored again, so that saving by itself costs nothing.
    """
    check = locked(check)
    questionnaire = questionnaire_of(check)
    given = _checked(questionnaire, answers)
    if not check.is_open:
        raise Refused(_("Dieser Check ist abgeschlossen."))
    for item in given:
        only_if(can_answer(check, by, questionnaire.dimension_of[item].id))
    meanwhile = changes_since(check, check.revision if seen is None else seen)
    written = _store(check, given, by.name)
    replaced = tuple(one.item for one in meanwhile if one.item in written)
    return Saved(check.revision, tuple(one for one in meanwhile if _says_other(one, given)), replaced)


def _says_other(one: Changed, given: Mapping[str, Value | None]) -> bool:
    """Two who gave the same answer need not be told."""
    return one.item not in given or not _same(one.value, given[one.item])


def _checked(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, Value | None]:
    problems: list[Problem] = []
    given: dict[str, Value | None] = {}
    for name, value in answers.items():
        if name not in questionnaire.items:
            said = {"item": str(name)[:60], "questionnaire": questionnaire.key}
            problems.append(Problem("unknown_item", None, said))
            continue
        try:
            given[name] = answer_to(questionnaire.items[name], value)
        except AnswersError as wrong:
            problems += wrong.problems
    if problems:
        raise AnswersError(problems)
    return given


def _store(check: Check, given: Mapping[str, Value | None], by_name: str) -> set[str]:
    """The check is locked, so nobody else writes. Returns the items that changed."""
    rows = {row.item: row for row in Answer.objects.filter(check_done=check, item__in=list(given))}
    written = {item for item, value in given.items() if not _same(rows[item].value if item in rows else None, value)}
    if not written:
        return written
    now = timezone.now()
    check.revision, check.changed_at = check.revision + 1, now
    check.save(update_fields=["revision", "changed_at"])
    Answer.objects.bulk_create(
        [
            Answer(check_done=check, item=item, value=given[item], revision=check.revision, by_name=by_name, at=now)
            for item in sorted(written)
        ],
        update_conflicts=True,
        unique_fields=["check_done", "item"],
        update_fields=["value", "revision", "by_name", "at"],
    )
    return written


def _same(one: object, other: object) -> bool:
    """1 is no tick."""
    return type(one) is type(other) and one == other
