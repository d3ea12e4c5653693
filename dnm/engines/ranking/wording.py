"""Says a reason in one German or English sentence. The engine itself knows no sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dnm.engines.ranking.records import Reason

Names = Callable[[str, str], str]
"""Turns a code into a word for readers: names("industry", "10.71") -> "Herstellung von Backwaren"."""

SENTENCES: Mapping[str, tuple[str, str]] = {
    "text_pair": ("„{need}“ – „{offer}“", "“{need}” – “{offer}”"),
    "text_whole": ("Die Texte passen als Ganzes zueinander.", "The texts fit each other as a whole."),
    "text_far": ("Die Texte haben wenig gemeinsam.", "The texts have little in common."),
    "industry_served": ("Arbeitet für die Branche: {industry}.", "Works for the industry: {industry}."),
    "industry_unknown": (
        "Ob das Startup die Branche kennt: {industry}.",
        "Whether the start-up knows the industry: {industry}.",
    ),
    "reference_industry": ("Referenz in der Branche: {label}.", "Reference in the industry: {label}."),
    "reference_confirmed": (
        "Referenz in der Branche: {label}. Bestätigt.",
        "Reference in the industry: {label}. Confirmed.",
    ),
    "reference_unknown": (
        "Ob es Referenzen in der Branche gibt: {industry}.",
        "Whether there are references in the industry: {industry}.",
    ),
    "size_served": (
        "Arbeitet mit Betrieben dieser Größe: {size_class}.",
        "Works with firms of this size: {size_class}.",
    ),
    "size_not_served": (
        "Arbeitet sonst mit anderen Größen: {served}. Der Betrieb: {size_class}.",
        "Usually works with other sizes: {served}. The company: {size_class}.",
    ),
    "size_unknown": (
        "Ob das Startup mit Betrieben dieser Größe arbeitet: {size_class}.",
        "Whether the start-up works with firms of this size: {size_class}.",
    ),
    "region_same": ("Sitz in derselben Region: {shared}.", "Based in the same region: {shared}."),
    "region_not_served": ("Arbeitet nur in: {served}.", "Works only in: {served}."),
    "region_unknown": ("Wo das Startup arbeitet.", "Where the start-up works."),
    "form_same": ("Gewünschte Form der Zusammenarbeit: {forms}.", "Form of cooperation as wished: {forms}."),
    "form_other": (
        "Gewünscht: {wished}. Angeboten: {offered}.",
        "Wished: {wished}. Offered: {offered}.",
    ),
    "form_unknown": (
        "Ob das Startup so zusammenarbeiten möchte: {wished}.",
        "Whether the start-up would work together in this form: {wished}.",
    ),
    "language_same": ("Gemeinsame Sprache: {languages}.", "Common language: {languages}."),
    "language_other": (
        "Oberfläche und Hilfe nur in: {offered}. Der Betrieb arbeitet in: {wished}.",
        "Product and support only in: {offered}. The company works in: {wished}.",
    ),
    "language_unknown": (
        "Ob Oberfläche und Hilfe in dieser Sprache da sind: {wished}.",
        "Whether product and support exist in: {wished}.",
    ),
    "budget_fits": ("Preis ab {price}: im Budget.", "Price from {price}: within budget."),
    "budget_upper": (
        "Preis ab {price}: oberes Ende des Budgets.",
        "Price from {price}: upper end of the budget.",
    ),
    "budget_exceeded": (
        "Preis ab {price}: über dem Budget von höchstens {budget_to} €.",
        "Price from {price}: above the budget of at most €{budget_to}.",
    ),
    "budget_unknown": ("Was es kostet.", "What it costs."),
    "stage_reached": ("Reife der Lösung: {offered}.", "Maturity of the solution: {offered}."),
    "stage_too_early": (
        "Reife der Lösung: {offered}. Gewünscht: mindestens {wished}.",
        "Maturity of the solution: {offered}. Wished: at least {wished}.",
    ),
    "stage_unknown": ("Wie weit die Lösung ist.", "How mature the solution is."),
    "capacity_none": (
        "In diesem Quartal nimmt das Startup keine Vorstellung mehr an.",
        "The start-up takes no further introduction this quarter.",
    ),
    "unwanted_brought": (
        "Der Bedarf schließt aus: „{excluded}“. Im Angebot steht: „{brought}“.",
        "The need rules out: “{excluded}”. The offer says: “{brought}”.",
    ),
    "written_unproven": (
        "Text auf {written}: Die Reihenfolge ist nur für Deutsch und Englisch geprüft.",
        "Text in {written}: the order is proven for German and English only.",
    ),
    "refused_before": ("Hat früher abgesagt. Grund: {code}.", "Declined before. Reason: {code}."),
}

CODES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "size_class": {
        "micro": ("bis 9 Beschäftigte", "up to 9 employees"),
        "small": ("10 bis 49 Beschäftigte", "10 to 49 employees"),
        "medium": ("50 bis 249 Beschäftigte", "50 to 249 employees"),
        "large": ("ab 250 Beschäftigte", "250 employees and more"),
    },
    "language": {
        "de": ("Deutsch", "German"),
        "en": ("Englisch", "English"),
        "fr": ("Französisch", "French"),
        "nl": ("Niederländisch", "Dutch"),
        "it": ("Italienisch", "Italian"),
        "es": ("Spanisch", "Spanish"),
        "pl": ("Polnisch", "Polish"),
        "tr": ("Türkisch", "Turkish"),
        "pt": ("Portugiesisch", "Portuguese"),
        "cs": ("Tschechisch", "Czech"),
        "ru": ("Russisch", "Russian"),
        "uk": ("Ukrainisch", "Ukrainian"),
        "ar": ("Arabisch", "Arabic"),
        "zh": ("Chinesisch", "Chinese"),
        "ja": ("Japanisch", "Japanese"),
    },
    "stage": {
        "idea": ("Idee", "idea"),
        "prototype": ("Prototyp", "prototype"),
        "pilot": ("im Piloteinsatz", "in pilot use"),
        "market": ("am Markt", "on the market"),
    },
    "refusal": {
        "no_budget": ("kein Budget", "no budget"),
        "wrong_timing": ("falscher Zeitpunkt", "wrong timing"),
        "wrong_technology": ("falsche Technik", "wrong technology"),
        "too_early": ("zu früh", "too early"),
        "too_late": ("zu spät", "too late"),
        "already_solved": ("schon gelöst", "already solved"),
        "competitor": ("Wettbewerber", "competitor"),
        "no_capacity": ("keine Kapazität", "no capacity"),
        "no_decision_maker": ("niemand, der entscheidet", "no decision maker"),
        "terms": ("Bedingungen", "terms"),
        "no_answer": ("keine Antwort", "no answer"),
    },
    "per": {"once": ("", ""), "month": (" im Monat", " per month"), "year": (" im Jahr", " per year")},
}
"""Words for the codes the engine itself defines, German and English."""

_KINDS = {
    "industry": "industry",
    "size_class": "size_class",
    "forms": "form",
    "languages": "language",
    "written": "language",
    "shared": "region",
    "code": "refusal",
}


def code_name(kind: str, code: str, language: str = "de") -> str:
    """The word for a code of the engine; other codes stay as they are."""
    return CODES.get(kind, {}).get(code, (code, code))[0 if language == "de" else 1]


def sentence(reason: Reason, language: str = "de", names: Names | None = None) -> str:
    """One sentence for a reason. `names` knows words for the caller's codes (industries, regions, forms)."""
    column = 0 if language == "de" else 1

    def named(kind: str, codes: str) -> str:
        words = [names(kind, code) if names else "" for code in codes.split(",")]
        return ", ".join(
            word or code_name(kind, code, language) for word, code in zip(words, codes.split(","), strict=True)
        )

    filled = {"need": reason.need_phrase, "offer": reason.offer_phrase}
    for key, value in reason.parameters.items():
        kind = _KINDS.get(key, reason.topic if reason.topic in ("form", "language", "stage", "region") else "")
        if key == "served":
            kind = "size_class" if reason.topic == "size" else "region"
        filled[key] = named(kind, value)
    if "price_from" in filled:
        filled["price"] = _price(reason.parameters, column)
    if "budget_to" in filled:
        filled["budget_to"] = _thousands(reason.parameters["budget_to"], column)
    if reason.topic == "reference" and "label" in filled and not filled["label"]:
        filled["label"] = filled["industry"]
    return SENTENCES[reason.code][column].format_map(filled)


def signed(points: int) -> str:
    """+31, −9 or 0, with a real minus sign."""
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def _price(parameters: Mapping[str, str], column: int) -> str:
    amount = _thousands(parameters["price_from"], column)
    per = CODES["per"].get(parameters["price_per"], ("", ""))[column]
    return f"{amount} €{per}" if column == 0 else f"€{amount}{per}"


def _thousands(number: str, column: int) -> str:
    grouped = f"{int(number):,}"
    return grouped.replace(",", ".") if column == 0 else grouped
