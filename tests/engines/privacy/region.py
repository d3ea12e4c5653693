"""A small region for the tests of the privacy engine."""

from dataclasses import replace

from dnm.engines.privacy import Firm, FirmFacts, Rung, Teaser, apply_suggestions, check
from dnm.engines.privacy.model import Finding

BREAD = (
    Rung("10.71", "Herstellung von Backwaren"),
    Rung("10", "Herstellung von Nahrungsmitteln", ("Nahrungsmittel",)),
    Rung("C", "Verarbeitendes Gewerbe"),
    Rung("", "Branche nicht genannt"),
)
LIPPSTADT = (
    Rung("05974028", "Lippstadt"),
    Rung("05974", "Kreis Soest"),
    Rung("05", "Nordrhein-Westfalen"),
    Rung("", "Deutschland"),
)
MEDIUM = (
    Rung("medium", "50 bis 249 Beschäftigte"),
    Rung("sme", "unter 250 Beschäftigte"),
    Rung("", "Größe nicht genannt"),
)
NEAR = (
    "Lippstadt",
    "Soest",
    "Werl",
    "Geseke",
    "Wickede (Ruhr)",
    "Bad Sassendorf",
    "Rüthen",
    "59555",
    "59557",
)
FAR = ("Berlin", "München", "Essen", "Frankfurt am Main")

OVERKAMP = Firm(
    name="Großbäckerei Overkamp GmbH & Co. KG",
    industry=BREAD,
    region=LIPPSTADT,
    size=MEDIUM,
    people=("Dr. Jan Overkamp", "Sabine Koch"),
    place="Lippstadt",
    postcode="59557",
    website="https://www.overkamp-brot.example/start",
    emails=("info@overkamp.example",),
    phones=("02941 555-0177",),
    register_number="HRB 4711",
    founded=1923,
    head_count=180,
    products=("Hellweger Kruste",),
    confidential_text="Wir beliefern 31 Filialen. Abends kommen 14 % zurück, im Monat 2.350 Brote.",
)


def facts(industry: str = "10.71", place: str = "05974028", size: str = "medium") -> FirmFacts:
    division = {"10.71": "10", "10.13": "10", "25.11": "25"}[industry]
    return FirmFacts((industry, division, "C"), (place, "05974", "05"), (size, "sme"))


MANY = tuple(facts() for _ in range(5))
"""Enough companies like Overkamp that size, industry and place give nothing away."""


def teaser(text: str = "", title: str = "", language: str = "de") -> Teaser:
    return Teaser(title, text, "Herstellung von Backwaren", "Lippstadt", "50 bis 249 Beschäftigte", language)


def findings(text: str, language: str = "de", **changes: object) -> list[Finding]:
    """What the check finds in this text about Overkamp, or about a firm that differs from it."""
    firm = replace(OVERKAMP, **changes)
    return check(teaser(text, language=language), firm, MANY, near_places=NEAR, far_places=FAR)


def passages(text: str, language: str = "de", **changes: object) -> list[tuple[str, str]]:
    """Kind and quote of every blocking finding, in the order of the text."""
    return [(one.kind, one.quote) for one in findings(text, language, **changes) if one.severity == "blocking"]


def hints(text: str, language: str = "de", **changes: object) -> list[tuple[str, str]]:
    return [(one.kind, one.quote) for one in findings(text, language, **changes) if one.severity == "hint"]


def rewritten(text: str, language: str = "de", **changes: object) -> str:
    """The text with every suggestion taken."""
    return apply_suggestions(teaser(text, language=language), findings(text, language, **changes)).text
