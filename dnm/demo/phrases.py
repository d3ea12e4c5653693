"""Picks a sentence that is true of a case: written for its need, on its need's first topic, else true anywhere."""

from collections.abc import Iterable
from random import Random
from typing import Any

from .texts import read

Row = dict[str, Any]
NEXT_STEPS = (
    "Angebot für einen Versuch schicken", "Beispieldaten prüfen und zurückmelden", "Zugang zum Testsystem einrichten",
    "Offene Fragen schriftlich beantworten", "Preis für drei Monate nennen", "Termin im Betrieb mit der IT vereinbaren",
    "Zwei Referenzen mit Telefonnummer nennen", "Datenblatt und Muster-Vertrag schicken",
)  # fmt: skip


class Phrases:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.people, self.anywhere, self.answers = read("people"), read("anywhere"), read("answers")
        self._used: set[str] = set()

    def _pick(self, kind: str, row: Row, startup: str = "", text: str = "text", only: Iterable[str] = ()) -> Row:
        """None twice while there are others. ``only``: kinds of minutes."""
        rows = [one for one in self.people.get(kind, ()) if not only or one["kind"] in only]
        rows = [one for one in rows if not one.get("later")]
        own = [one for one in rows if one.get("need") == row["key"] and one.get("startup", startup) == startup]
        topical = [one for one in rows if "need" not in one and row["topics"][0] in one.get("topics", ())]
        anywhere = self.anywhere[kind]
        for pool in (own, topical, anywhere):
            if fresh := [one for one in pool if one[text] not in self._used]:
                chosen: Row = self.random.choice(fresh)
                self._used.add(chosen[text])
                return chosen
        return self.random.choice(anywhere)

    def shortlist_reason(self, row: Row, startup: str) -> str:
        return str(self._pick("shortlist_reasons", row, startup)["text"])

    def agenda(self, row: Row) -> str:
        return str(self._pick("agendas", row)["text"]).strip()

    def minutes(self, row: Row, startup: str) -> str:
        return str(self._pick("minutes", row, startup, only=["first_meeting"])["text"]).strip()

    def check_in(self, row: Row, startup: str) -> str:
        own = [one for one in self.people["minutes"] if one["kind"] == "check_in" and one.get("need") == row["key"]]
        fresh = [one for one in own if one.get("startup", startup) == startup and one["text"] not in self._used]
        if fresh:
            self._used.add(fresh[0]["text"])
            return str(fresh[0]["text"]).strip()
        return str(self._pick("check_ins", row)["text"]).strip()

    def next_step(self) -> str:
        return self.random.choice(NEXT_STEPS)

    def pilot(self, row: Row, startup: str) -> Row:
        return self._pick("pilots", row, startup, text="goal")

    def lesson(self, row: Row) -> tuple[str, str]:
        found = self._pick("lessons", row)
        return str(found["outcome"]), str(found["text"])

    def acceptance(self, row: Row, language: str) -> dict[str, str]:
        rows = self._sayable("acceptances", row, language)
        questions = ("fit", "needs", "start")
        return {q: str(self.random.choice([one for one in rows if one["question"] == q])["text"]) for q in questions}

    def refusal(self, row: Row, language: str) -> tuple[str, str]:
        """A reason code, and now and then the words the other side may read."""
        found = self.random.choice(self._sayable("pass_on_reasons", row, language))
        return str(found["code"]), str(found["text"]) if self.random.random() < 0.6 else ""

    def _sayable(self, kind: str, row: Row, language: str) -> list[Row]:
        """What a start-up may say about this need: in general, or on one of its topics."""
        rows = [one for one in self.answers[kind] if one["lang"] == language]
        return [one for one in rows if "topics" not in one or set(one["topics"]) & set(row["topics"])]
