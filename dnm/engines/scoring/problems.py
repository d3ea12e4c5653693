"""What is wrong with a file, as a code with its parameters; the sentences stand in wording.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dnm.engines.scoring.wording import problem_sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1; None where no single line is to blame."""

    code: str
    line: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        return problem_sentence(self.code, self.parameters, language)


class ScoringError(Exception):
    """What a person can mend. `name` is the file, "" if there is none."""

    def __init__(self, problems: Sequence[Problem], name: str = "") -> None:
        super().__init__(problems, name)
        self.problems = tuple(problems)
        self.name = name

    def lines(self, language: str = "en") -> list[str]:
        """One line for each problem: file, line number, what is wrong and what to do."""
        said = []
        for problem in self.problems:
            place = ":".join(str(part) for part in (self.name, problem.line) if part)
            said.append(f"{place}: {problem.sentence(language)}" if place else problem.sentence(language))
        return said

    def __str__(self) -> str:
        return "\n".join(self.lines())


class QuestionnaireError(ScoringError):
    """The file is no questionnaire."""


class AnswersError(ScoringError):
    """The answers do not belong to the questionnaire."""
