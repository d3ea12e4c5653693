"""What problems, bands and answers are called, in German and English. The engine itself counts codes only."""

from collections.abc import Mapping

from dnm.engines.scoring.bands import Band
from dnm.engines.scoring.model import ALLOWED, ItemList, Kind, Text, Value, WayOut

BANDS: Mapping[Band, Text] = {
    Band.BASIC: Text("Am Anfang", "Basic"),
    Band.AVERAGE: Text("Unterwegs", "Average"),
    Band.MODERATE: Text("Gut vorangekommen", "Moderately advanced"),
    Band.ADVANCED: Text("Weit vorn", "Advanced"),
}
YES_NO = (Text("Nein", "No"), Text("Ja", "Yes"))
ANSWERS: Mapping[Kind, tuple[Text, ...]] = {
    "tick": YES_NO,
    "level": (
        Text("Nein, das ist für uns gerade kein Thema", "No, this is not an issue for us at present"),
        Text("Nein, aber wir haben darüber gesprochen", "No, but we have talked about it"),
        Text("Wir bauen ein erstes Muster", "We are building a first sample"),
        Text("Wir probieren es im Betrieb aus", "We are trying it out at work"),
        Text("Wir führen es gerade ein", "We are introducing it now"),
        Text("Ja, es läuft im Alltag", "Yes, it is part of everyday work"),
    ),
    "degree": (YES_NO[0], Text("Teilweise", "Partly"), YES_NO[1]),
    "exclusive": (Text("Ja, das ist bei uns so", "Yes, that is how it is"), YES_NO[0]),
}
WITHOUT_ANSWER: Mapping[WayOut, Text] = {
    "unknown": Text("Weiß ich nicht", "I do not know"),
    "not_applicable": Text("Trifft auf uns nicht zu", "Does not apply to us"),
}

PROBLEMS: Mapping[str, Text] = {
    # The file as such
    "too_large": Text(
        "Die Datei ist größer als {most} kB. Kürzen Sie sie.", "The file is larger than {most} kB. Shorten it."
    ),
    "not_utf8": Text(
        "Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie neu mit der Kodierung UTF-8.",
        "The file is not UTF-8. Save it again with the encoding UTF-8.",
    ),
    "not_yaml": Text("Das ist kein gültiges YAML ({reason}).", "This is no valid YAML ({reason})."),
    "empty": Text("Die Datei ist leer.", "The file is empty."),
    "two_documents": Text(
        "Hier beginnt ein zweites Dokument. Teilen Sie die Datei.", "A second document begins here. Split the file."
    ),
    "alias": Text(
        "Anker und Verweise (& und *) sind nicht erlaubt. Schreiben Sie den Text aus oder setzen Sie ihn in"
        " Anführungszeichen.",
        "Anchors and aliases (& and *) are not allowed. Write the text out, or put it into quotation marks.",
    ),
    "tag": Text(
        "Die Angabe {tag} ist nicht erlaubt. Lassen Sie Wörter mit Ausrufezeichen am Anfang weg.",
        "The tag {tag} is not allowed. Leave out words that begin with an exclamation mark.",
    ),
    "too_many": Text(
        "Die Datei hat mehr als {most} Einträge. Kürzen Sie sie.", "The file has more than {most} entries. Shorten it."
    ),
    "too_deep": Text(
        "Hier ist mehr als {most}-mal eingerückt. Prüfen Sie die Einrückung.",
        "This is nested more than {most} levels deep. Check the indentation.",
    ),
    "key_no_text": Text("Vor dem Doppelpunkt muss ein Wort stehen.", "There must be a word before the colon."),
    "double_key": Text("„{key}“ steht hier zum zweiten Mal.", "“{key}” stands here for the second time."),
    # The questionnaire
    "no_mapping": Text("Hier müssen Angaben stehen: {keys}.", "There must be entries here: {keys}."),
    "no_list": Text(
        "Unter „{key}“ muss eine Liste stehen, jede Zeile mit einem Strich davor.",
        "There must be a list under “{key}”, each entry with a dash before it.",
    ),
    "no_word": Text("Hier muss ein Wort oder Satz stehen.", "There must be a word or a sentence here."),
    "no_text": Text(
        "Hier muss ein Text in diesen Sprachen stehen: {languages}.",
        "There must be a text here in these languages: {languages}.",
    ),
    "unknown_key": Text(
        "„{key}“ ist hier nicht bekannt. Möglich: {known}.", "“{key}” is not known here. Possible: {known}."
    ),
    "missing_key": Text("Die Angabe „{key}“ fehlt.", "The entry “{key}” is missing."),
    "missing_language": Text(
        "Der Text in der Sprache „{language}“ fehlt.", "The text in the language “{language}” is missing."
    ),
    "long_text": Text(
        "Der Text hat {count} Zeichen. Kürzen Sie ihn auf {most}.",
        "The text has {count} characters. Shorten it to {most}.",
    ),
    "control": Text(
        "Der Text enthält ein unsichtbares Steuerzeichen. Tippen Sie ihn neu.",
        "The text has an invisible control character. Type it again.",
    ),
    "bad_id": Text(
        "„{name}“ ist keine Kennung. Erlaubt sind kleine Buchstaben a–z, Ziffern und Bindestriche, höchstens {most}.",
        "“{name}” is no id. Use small letters a–z, digits and hyphens, at most {most}.",
    ),
    "double_id": Text(
        "Die Kennung „{name}“ kommt zweimal vor. Benennen Sie eine um.", "The id “{name}” occurs twice. Rename one."
    ),
    "bad_choice": Text(
        "„{word}“ gibt es hier nicht. Möglich: {allowed}.", "“{word}” does not exist here. Possible: {allowed}."
    ),
    "bad_number": Text(
        "„{word}“ ist keine ganze Zahl von 1 bis 9999.", "“{word}” is no whole number from 1 to 9999."
    ),
    "bad_share": Text(
        "„{word}“ ist kein Anteil. Schreiben Sie einen Bruch wie 1/3 oder 1.",
        "“{word}” is no share. Write a fraction such as 1/3, or 1.",
    ),
    "shares": Text(
        "Die Anteile im Thema „{dimension}“ ergeben zusammen {total}. Es muss 1 sein.",
        "The shares in the dimension “{dimension}” add up to {total}. It must be 1.",
    ),
    "exclusion_needs_ticks": Text(
        "Eine ausschließende Aussage („exclusion“) gibt es nur in Listen der Art tick, nicht {kind}.",
        "An excluding statement (“exclusion”) exists only in lists of kind tick, not {kind}.",
    ),
    "labels": Text(
        "Eine Liste der Art {kind} braucht genau {count} Beschriftungen („labels“).",
        "A list of kind {kind} needs exactly {count} labels.",
    ),
    "matrix": Text(
        "Die Liste „{list}“ gehört zur Matrix „{matrix}“ und muss dieselben Kennungen in derselben Reihenfolge haben.",
        "The list “{list}” belongs to the matrix “{matrix}” and must have the same ids in the same order.",
    ),
    "too_many_items": Text(
        "Der Fragebogen hat mehr als {most} Fragen.", "The questionnaire has more than {most} questions."
    ),
    "id_taken": Text(
        "Die Kennung „{id}“ gehört zu einem mitgelieferten Fragebogen. Wählen Sie eine eigene.",
        "The id “{id}” belongs to a questionnaire that ships with DNM. Choose your own.",
    ),
    # The answers
    "no_answers_file": Text(
        "Das ist keine Antwortdatei: „questionnaire“ und „answers“ müssen darin stehen.",
        "This is no answers file: it must have “questionnaire” and “answers”.",
    ),
    "answers_no_object": Text(
        "„answers“ muss jeder Frage ihre Antwort zuordnen: {{\"basic.website\": true}}.",
        "“answers” must map each question to its answer: {{\"basic.website\": true}}.",
    ),
    "other_questionnaire": Text(
        "Den Fragebogen {key} gibt es hier nicht. Vorhanden: {known}.",
        "There is no questionnaire {key} here. Known: {known}.",
    ),
    "other_version": Text(
        "Die Antworten gehören zu {key}, einer anderen Fassung. Vorhanden: {versions}.",
        "The answers belong to {key}, another version. Known: {versions}.",
    ),
    "unknown_item": Text(
        "Die Frage {item} gibt es in {questionnaire} nicht.", "There is no item {item} in {questionnaire}."
    ),
    "near_item": Text(
        "Die Frage {item} gibt es in {questionnaire} nicht. Meinen Sie {near}?",
        "There is no item {item} in {questionnaire}. Did you mean {near}?",
    ),
    "not_allowed": Text(
        "{item}: {value} ist keine mögliche Antwort. Möglich: {allowed}; ohne Angabe: null, \"unknown\","
        " \"not_applicable\".",
        "{item}: {value} is not allowed. Allowed: {allowed}; without an answer: null, \"unknown\","
        " \"not_applicable\".",
    ),
    "not_comparable": Text(
        "{before} und {after} sind verschiedene Fragebögen. Ihre Werte lassen sich nicht vergleichen.",
        "{before} and {after} are different questionnaires. Their scores cannot be compared.",
    ),
}  # fmt: skip


def problem_sentence(code: str, parameters: Mapping[str, str], language: str) -> str:
    return PROBLEMS[code].in_language(language).format_map(parameters)


def band_label(band: Band, language: str = "de") -> str:
    return BANDS[band].in_language(language)


def answer_labels(item_list: ItemList, language: str = "de") -> dict[Value, str]:
    """Answer -> what a reader sees: the allowed ones from worst to best, then the ways out the list offers."""
    labels = item_list.labels or ANSWERS[item_list.kind]
    values = zip(ALLOWED[item_list.kind], labels, strict=True)
    said = {value: label.in_language(language) for value, label in values}
    return said | {way: WITHOUT_ANSWER[way].in_language(language) for way in item_list.ways_out}


def exclusion_labels(language: str = "de") -> dict[Value, str]:
    """The same for an excluding statement."""
    values = zip(ALLOWED["exclusive"], ANSWERS["exclusive"], strict=True)
    return {value: label.in_language(language) for value, label in values}
