"""Who may do what with needs, teasers and matches, and which words are good. Pure yes or no, apart from the words."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dnm.accounts.rules import Actor, is_scout, is_system
from dnm.accounts.workflow import Audience
from dnm.directory.models import Organisation
from dnm.engines.privacy import Finding

from .models import Budget, Form, Match, Need, Offer, ReasonCode, Teaser
from .workflow import CLOSED, OPEN, STEPS, By, NeedState

TEASER_WORDS = (
    "language", "title", "text", "industry", "region", "size", "budget", "forms", "decide_by",
)  # fmt: skip
LATEST_YEARS = 10
NAMES_THE_FIRM = ("small_cell", "name", "url", "email", "phone", "register")
"""What tells who the firm is without any guessing: nobody may leave it in an anonymous teaser."""


@dataclass(frozen=True)
class Problem:
    """Words for a need that nobody has written down yet."""

    title: str
    problem: str
    goal: str
    language: str = "de"

    @property
    def key(self) -> str:
        words = json.dumps([self.title, self.problem, self.goal, self.language], ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()


def part_of(actor: Actor, need: Need) -> By | None:
    """In which part this actor meets this need; None for everybody else."""
    if is_system(actor):
        return By.CLOCK
    if is_scout(actor):
        return By.SCOUT
    own = actor.audience == Audience.MEMBER and actor.organisation_id == need.organisation_id
    return By.COMPANY if own else None


def opens(actor: Actor, need: Need) -> bool:
    """A link to one introduction lets nobody change the need behind it."""
    return actor.only in ("", f"need:{need.pk}")


def can_start(actor: Actor, organisation: Organisation) -> bool:
    """Companies describe their own needs; the office writes them down for any company."""
    if organisation.kind != Organisation.Kind.COMPANY or actor.only:
        return False
    own = actor.audience == Audience.MEMBER and actor.organisation_id == organisation.pk
    return own or is_scout(actor) or is_system(actor)


def can_take(step: str, need: Need, actor: Actor) -> bool:
    part = part_of(actor, need)
    rule = STEPS[step]
    if is_system(actor) and By.SCOUT in rule.by:  # the demo region is built by calling actions
        part = By.SCOUT
    return need.state in rule.sources and part in rule.by and opens(actor, need)


def can_edit(need: Need, actor: Actor) -> bool:
    """Companies word their draft; scouts sharpen everything that is not closed."""
    part = part_of(actor, need)
    if part == By.COMPANY:
        return need.state in (NeedState.DRAFT, NeedState.SUBMITTED) and opens(actor, need)
    return part in (By.SCOUT, By.CLOCK) and need.state not in CLOSED


def can_set_confidentiality(need: Need, actor: Actor) -> bool:
    """The company decides who may know of its need as long as the need is open; a scout records what it said."""
    return part_of(actor, need) is not None and opens(actor, need) and need.state not in CLOSED


def can_decide_matches(actor: Actor) -> bool:
    return is_scout(actor) or is_system(actor)


def can_write_teaser(need: Need, actor: Actor) -> bool:
    scouting = is_scout(actor) or is_system(actor)
    return scouting and need.state in OPEN and need.confidentiality != Need.Confidentiality.INTERNAL


def can_approve_teaser(teaser: Teaser, actor: Actor) -> bool:
    """The company approves in person; a scout may record what it said."""
    part = part_of(actor, teaser.need)
    return part is not None and teaser.need.state in OPEN


def can_accept(finding: Finding, need: Need) -> bool:
    """Whether a scout may leave a passage as it is. What names the firm stays only where the firm is named anyway."""
    if need.confidentiality == Need.Confidentiality.OPEN or finding.severity == "hint":
        return True
    return finding.kind not in NAMES_THE_FIRM


def teaser_hash(teaser: Teaser) -> str:
    """Binds an approval to the words as they are shown; any other word is another hash."""
    words = {name: str(getattr(teaser, name) or "") for name in TEASER_WORDS}
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_approved(teaser: Teaser) -> bool:
    return bool(teaser.approved_hash) and teaser.approved_hash == teaser_hash(teaser)


def missing_for_qualifying(need: Need) -> list[str]:
    """Names of the fields a scout still has to fill before the need can be qualified."""
    wanted = ["title", "problem", "goal", "decide_by", "decision_maker"]
    missing = [name for name in wanted if not getattr(need, name)]
    return [*missing, "budget"] if need.budget == "unknown" else missing


# --- Which words are good ---


def word_problems(words: Mapping[str, object], model: type[Need | Teaser | Offer], today: date) -> dict[str, str]:
    """Field -> what to do about it, for values that are to be stored in this model."""
    found: dict[str, str] = {}
    for name, value in words.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and (problem := _text_problem(value, longest)):
            found[name] = problem
    for name, known in (("confidentiality", Need.Confidentiality.values), ("budget", Budget.values)):
        if model is Need and name in words and words[name] not in known:
            found[name] = _("Wählen Sie eine der Möglichkeiten aus.")
    if model is Need and not _are_forms(words.get("forms", [])):
        found["forms"] = _("Wählen Sie aus den Möglichkeiten aus.")
    for name in ("decide_by", "start_by"):
        day = words.get(name)
        if isinstance(day, date) and not today <= day <= _last_day(today):
            found[name] = _("Geben Sie einen Tag von heute bis in zehn Jahren an.")
    return found


def _text_problem(value: str, longest: int | None) -> str:
    if any(ord(sign) < 32 and sign not in "\n\r\t" for sign in value):
        return _("Der Text enthält Steuerzeichen, die wir nicht speichern können. Tippen Sie ihn neu.")
    if longest and len(value) > longest:
        return _("Kürzen Sie die Angabe auf %(longest)s Zeichen, es sind %(length)s.") % {
            "longest": longest, "length": len(value),
        }  # fmt: skip
    return ""


def _are_forms(value: object) -> bool:
    return isinstance(value, list | tuple) and all(form in Form.values for form in value)


def _last_day(today: date) -> date:
    return date(today.year + LATEST_YEARS, today.month, min(today.day, 28))


def is_decision(value: str) -> bool:
    """What a scout may decide here; the shortlist itself belongs to the case."""
    return value in (Match.Decision.OPEN, Match.Decision.REJECTED, Match.Decision.LATER)


# --- Weights of the ranking ---

FOR, AGAINST = (0, 30), (-30, 0)
WEIGHT_BOUNDS = {
    "text_scale": (5, 60), "weak_below": (0, 60),
    **dict.fromkeys(
        ("industry", "reference", "reference_confirmed", "same_size", "region", "form", "language", "budget", "stage"),
        FOR,
    ),
    **dict.fromkeys(
        (
            "other_size", "other_region", "other_form", "other_language", "upper_budget", "over_budget", "too_early",
            "no_capacity", "unwanted", *(f"refused_{code}" for code in ReasonCode.values),
        ),
        AGAINST,
    ),
}  # fmt: skip
"""What the office may change, from and to: nothing that speaks for an offer can be made to speak against it."""


def weight_problems(weights: Mapping[str, int]) -> dict[str, str]:
    """Name -> what is wrong with it; empty when all may be used."""
    problems = {}
    for name, value in weights.items():
        low, high = WEIGHT_BOUNDS.get(name, (0, -1))
        if not low <= value <= high:
            problems[name] = _("Geben Sie eine ganze Zahl von %(low)d bis %(high)d an.") % {"low": low, "high": high}
    return problems
