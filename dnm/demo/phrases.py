"""Picks a fitting sentence for an act: the one written for this need, else one on its topics, none twice in a row."""

from random import Random
from typing import Any

from .texts import read

Row = dict[str, Any]
NEXT_STEPS = (
    "Angebot für einen Versuch schicken", "zwei Musterteile per Post schicken", "Zugang zum Testsystem einrichten",
    "Rückfragen der Nachtschicht sammeln", "Preis für drei Monate nennen", "Termin im Betrieb mit der IT vereinbaren",
    "Referenzkunden anrufen", "Datenblatt und Muster-Vertrag schicken",
)  # fmt: skip


class Phrases:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.people, self.answers = read("people"), read("answers")
        self._used: set[str] = set()

    def _pick(self, rows: list[Row], row: Row, startup: str = "", text: str = "text") -> Row:
        """Rows for this very need first, then rows on one of its topics, then any."""
        own = [one for one in rows if one.get("need") == row["key"] and one.get("startup", startup) == startup]
        topical = [one for one in rows if "need" not in one and set(one.get("topics", ())) & set(row["topics"])]
        free = [one for one in rows if "need" not in one]
        for pool in (own, topical, free):
            fresh = [one for one in pool if str(one.get(text)) not in self._used]
            if fresh:
                chosen = self.random.choice(fresh)
                self._used.add(str(chosen.get(text)))
                return chosen
        return self.random.choice(free or rows)

    def shortlist_reason(self, row: Row, startup: str) -> str:
        return str(self._pick(self.people["shortlist_reasons"], row, startup)["text"])

    def agenda(self, row: Row) -> str:
        return str(self._pick(self.people["agendas"], row)["text"]).strip()

    def minutes(self, row: Row) -> str:
        rows = [one for one in self.people["minutes"] if one["kind"] in ("first_meeting", "visit")]
        return str(self._pick(rows, row)["text"]).strip()

    def check_in(self) -> str:
        rows = [one for one in self.people["minutes"] if one["kind"] == "check_in"]
        return str(self.random.choice(rows)["text"]).strip()

    def next_step(self) -> str:
        return self.random.choice(NEXT_STEPS)

    def pilot(self, row: Row) -> Row:
        return self._pick(self.people["pilots"], row, text="goal")

    def lesson(self, row: Row) -> tuple[str, str]:
        found = self._pick(self.people["lessons"], row)
        return str(found["outcome"]), str(found["text"])

    def acceptance(self, language: str) -> dict[str, str]:
        rows = [one for one in self.answers["acceptances"] if one["lang"] == language]
        questions = ("fit", "needs", "start")
        return {q: str(self.random.choice([one for one in rows if one["question"] == q])["text"]) for q in questions}

    def question(self, language: str) -> str:
        return str(self.random.choice([one for one in self.answers["questions"] if one["lang"] == language])["text"])

    def refusal(self, language: str) -> tuple[str, str]:
        """A reason code, and now and then the words the other side may read."""
        found = self.random.choice([one for one in self.answers["pass_on_reasons"] if one["lang"] == language])
        return str(found["code"]), str(found["text"]) if self.random.random() < 0.6 else ""
