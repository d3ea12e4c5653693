"""Asking: the company first, start-up by start-up; then only the chosen start-ups, with the teaser."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.models import User
from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.centre.queries import first_open_day
from dnm.journal.actions import record
from dnm.matching.actions import findings_of, mark_matched, remember_refusal
from dnm.matching.models import Need, ReasonCode, Teaser
from dnm.matching.rules import is_approved
from dnm.matching.workflow import NeedState

from .. import emails
from ..models import Introduction, Question
from ..rules import knows, party_of
from ..workflow import AFTER_INTRODUCTION, Party, State
from .consent import introduce_when_both_stand
from .doors import answer_path, ask_company_by_letter, case_path, other_side, reach, release_path
from .meetings import call_off
from .steps import Spoken, StepRefused, locked, take

RUNNING = (NeedState.QUALIFIED, NeedState.MATCHED)
TIME_TO_THINK = timedelta(days=3)


def language_for(introduction: Introduction) -> str:
    """The language the start-up reads its teaser in."""
    return introduction.startup_contact.language if introduction.startup_contact else "de"


def teaser_problem(need: Need, languages: set[str]) -> str:
    """Why this need cannot go to start-ups that read these languages; empty when it can."""
    if need.confidentiality == Need.Confidentiality.INTERNAL:
        return _(
            "Der Bedarf ist vertraulich. Fragen Sie den Betrieb, ob Startups einen anonymen Steckbrief sehen dürfen."
        )
    teasers = {teaser.language: teaser for teaser in Teaser.objects.filter(need=need)}
    names = {"de": _("Deutsch"), "en": _("Englisch")}
    for language in sorted(languages):
        if language not in teasers:
            return _("Es fehlt der Steckbrief auf %(language)s.") % {"language": names.get(language, language)}
        if need.confidentiality != Need.Confidentiality.OPEN and any(
            found.severity == "blocking" for found in findings_of(teasers[language])
        ):
            return _("Im Steckbrief auf %(language)s verraten noch Stellen den Betrieb.") % {
                "language": names.get(language, language)
            }
    return ""


@transaction.atomic
def ask_company(need: Need, *, by: Actor) -> list[Introduction]:
    """Send the company its shortlist: it reads the teaser and answers start-up by start-up. One letter for all."""
    need = (
        Need.objects.select_for_update(of=("self",)).select_related("organisation", "contact", "scout").get(pk=need.pk)
    )
    cases = [locked(case) for case in Introduction.objects.filter(need=need, state=State.SHORTLISTED).order_by("pk")]
    if not cases:
        if Introduction.objects.filter(need=need, state=State.COMPANY_ASKED).exists():
            return []
        raise Refused(_("Auf der Shortlist steht noch kein Startup."))
    if need.state not in RUNNING:
        raise Refused(_("Der Bedarf ist nicht freigeschaltet oder schon geschlossen."))
    problem = teaser_problem(need, {language_for(case) for case in cases})
    if problem:
        raise Refused(problem)
    for case in cases:
        take(case, "ask_company", by=by)
    if need.state == NeedState.QUALIFIED:
        mark_matched(need, by=by)
    ask_company_by_letter(need, cases)
    return cases


@transaction.atomic
def company_says_yes(introduction: Introduction, *, by: Actor, spoken: Spoken | None = None) -> Introduction:
    """The company wants to meet this start-up; it has approved the teaser in the start-up's language."""
    case = locked(introduction)
    if case.state in (State.STARTUP_ASKED, State.RELEASE_PENDING, *AFTER_INTRODUCTION):
        return case
    if case.need and case.need.confidentiality == Need.Confidentiality.INTERNAL:
        raise StepRefused(_("Der Bedarf ist vertraulich. Dafür fragen wir kein Startup."))
    teaser = Teaser.objects.filter(need=case.need, language=language_for(case)).first()
    if teaser is None or not is_approved(teaser):
        raise StepRefused(_("Geben Sie zuerst den Steckbrief frei. Ohne ihn fragen wir kein Startup."))
    take(case, "company_yes", by=by, for_party=Party.COMPANY if spoken else None, spoken=spoken)
    reach(case, Party.STARTUP, emails.ask_startup, f"/mein/steckbriefe/{case.pk}/")
    return case


@transaction.atomic
def startup_says_yes(
    introduction: Introduction, *, by: Actor, answers: Mapping[str, str], spoken: Spoken | None = None
) -> Introduction:
    """The start-up wants to meet the company; ``answers``: fit, needs, start - three short texts for the company."""
    case = locked(introduction)
    if case.state in (State.RELEASE_PENDING, *AFTER_INTRODUCTION):
        return case
    case.startup_answers = {name: text.strip() for name, text in answers.items() if name in ("fit", "needs", "start")}
    take(case, "startup_yes", by=by, for_party=Party.STARTUP if spoken else None, spoken=spoken)
    for side in case.waits_for:
        # Whoever has just said yes on the page goes on to the release there.
        if spoken or party_of(by, case) != side:
            reach(case, side, emails.ask_for_release, release_path(case))
    return introduce_when_both_stand(case, by=by)


@transaction.atomic
def decline(
    introduction: Introduction,
    side: Party,
    *,
    by: Actor,
    reason_code: str = "",
    pass_on: str = "",
    spoken: Spoken | None = None,
) -> Introduction:
    """One tap is enough. The reason is private to the office; ``pass_on`` is what the other side may read."""
    case = locked(introduction)
    if case.state == State.DECLINED:
        return case
    if reason_code and reason_code not in ReasonCode.values:
        raise StepRefused(_("Diesen Grund kennen wir nicht. Laden Sie die Seite neu."))
    if not case.introduced_at and side == Party.COMPANY and case.company.name.casefold() in pass_on.casefold():
        raise StepRefused(_("Diesen Satz liest das Startup. Er nennt Ihren Betrieb; schreiben Sie ihn ohne den Namen."))
    told = knows(case, other_side(side))
    case.reason_code, case.reason_side, case.passed_on = reason_code, side, pass_on.strip()[:300]
    recorded_for = side if party_of(by, case) != side else None
    take(case, "decline", by=by, for_party=recorded_for, spoken=spoken, reason=reason_code, side=side)
    if case.need:
        remember_refusal(case.need, case.startup, side=side, reason_code=reason_code)
    call_off(case)
    if told:
        reach(case, other_side(side), emails.declined, case_path(case), must=False)
    emails.tell_owner(case, "introductions/declined_office")
    return case


@transaction.atomic
def ask_question(introduction: Introduction, side: Party, text: str, *, by: Actor) -> Question:
    """A question to the scout instead of an answer; asked twice in the same words, it is there once."""
    if not text.strip():
        raise StepRefused(_("Schreiben Sie Ihre Frage auf."))
    case = locked(introduction)
    if party_of(by, case) not in (side, Party.SCOUT, Party.CLOCK):
        raise StepRefused(_("Diese Frage kann nur die gefragte Seite stellen."))
    question, is_new = Question.objects.get_or_create(
        introduction=case, side=side, text=text.strip(), answered_at=None,
        defaults={"asked_by": by.name, "asked_at": timezone.now()},
    )  # fmt: skip
    if is_new:
        record("introduction.question_asked", case, by=by, organisation_id=case.company_id, side=side)
        emails.tell_owner(case, "introductions/question_office")
    return question


@transaction.atomic
def answer_question(question: Question, text: str, *, by: Actor) -> Question:
    if not (is_scout(by) or is_system(by)):
        raise Refused(_("Fragen beantwortet das Büro."))
    if not text.strip():
        raise Refused(_("Schreiben Sie eine Antwort."))
    case = locked(question.introduction)
    question = Question.objects.get(pk=question.pk)
    if question.answered_at is None:
        question.answer, question.answered_at = text.strip(), timezone.now()
        question.answered_by = User.objects.filter(pk=by.id or 0).first() if by.label == "accounts.user" else None
        question.save()
        record("introduction.question_answered", case, by=by, organisation_id=case.company_id, side=question.side)
        if Party(question.side) in case.waits_for and case.due_on:
            # Whoever waited for an answer has time to think about it.
            case.due_on = max(case.due_on, first_open_day(timezone.localdate() + TIME_TO_THINK))
            case.save(update_fields=["due_on"])
        reach(case, Party(question.side), emails.question_answered, answer_path(case, Party(question.side)))
    return question
