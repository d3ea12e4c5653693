"""Two profiles of one company, before and after support."""

from collections.abc import Mapping
from dataclasses import dataclass

from dnm.engines.scoring.problems import AnswersError, Problem
from dnm.engines.scoring.profile import Profile, Score


@dataclass(frozen=True, slots=True)
class Change:
    before: Score
    after: Score

    @property
    def points(self) -> float:
        return float(self.after.exact - self.before.exact)

    @property
    def whole(self) -> int:
        """Between the rounded scores, so that the three figures of a row agree."""
        return self.after.whole - self.before.whole


@dataclass(frozen=True, slots=True)
class Comparison:
    dimensions: Mapping[str, Change]
    overall: Change


def compare(before: Profile, after: Profile) -> Comparison:
    """AnswersError unless both come from the same version of the same questionnaire: other scores do not mix."""
    if before.questionnaire != after.questionnaire:
        keys = {"before": before.questionnaire, "after": after.questionnaire}
        raise AnswersError([Problem("not_comparable", None, keys)])
    return Comparison(
        {name: Change(score, after.dimensions[name]) for name, score in before.dimensions.items()},
        Change(before.overall, after.overall),
    )
