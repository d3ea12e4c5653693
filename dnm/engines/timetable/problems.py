"""What is wrong with a file, as a code with its parameters; the sentences stand in wording.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dnm.engines.timetable.wording import problem_sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` is where in the file, such as meetings[3].slot; "" where no single place is to blame."""

    code: str
    place: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        said = problem_sentence(self.code, self.parameters, language)
        return f"{self.place}: {said}" if self.place else said


class TimetableError(Exception):
    """What a person can mend in an event or a plan."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def lines(self, language: str = "en") -> list[str]:
        return [problem.sentence(language) for problem in self.problems]

    def __str__(self) -> str:
        return "\n".join(self.lines())
