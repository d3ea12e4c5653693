"""What problems of a file, faults of a plan and causes of a conflict are called, in German and English."""

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    de: str
    en: str


PROBLEMS: Mapping[str, Text] = {
    # The file as such
    "too_large": Text("Die Datei ist größer als {most} MB.", "The file is larger than {most} MB."),
    "not_utf8": Text(
        "Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie neu mit der Kodierung UTF-8.",
        "The file is not UTF-8. Save it again with the encoding UTF-8.",
    ),
    "not_json": Text("Das ist kein gültiges JSON ({reason}).", "This is no valid JSON ({reason})."),
    "too_deep": Text("Die Datei ist zu tief verschachtelt.", "The file is nested too deep."),
    # Single entries
    "no_object": Text(
        "Hier müssen Angaben in geschweiften Klammern stehen ({keys}), nicht {value}.",
        "There must be an object here ({keys}), not {value}.",
    ),
    "missing_key": Text("Die Angabe „{key}“ fehlt.", "The entry “{key}” is missing."),
    "near_key": Text(
        "„{key}“ ist hier nicht bekannt. Meinen Sie „{near}“?", "“{key}” is not known here. Did you mean “{near}”?"
    ),
    "no_list": Text("Hier muss eine Liste stehen, nicht {value}.", "There must be a list here, not {value}."),
    "too_many": Text(
        "{count} Einträge sind zu viele, höchstens {most}.", "{count} entries are too many, at most {most}."
    ),
    "no_number": Text(
        "{value} geht hier nicht. Möglich ist eine ganze Zahl von {least} bis {most}.",
        "{value} is not possible here. It must be a whole number from {least} to {most}.",
    ),
    "no_name": Text(
        "{value} ist keine Kennung. Schreiben Sie einen Text mit 1 bis {most} sichtbaren Zeichen.",
        "{value} is no id. Write a text of 1 to {most} visible characters.",
    ),
    "no_pair": Text(
        "Hier müssen genau zwei Kennungen stehen, nicht {value}.", "There must be two ids here, not {value}."
    ),
    "no_choice": Text(
        "{value} geht hier nicht. Möglich: {allowed}.", "{value} is not possible here. Possible: {allowed}."
    ),
    "double_id": Text("Die Kennung „{id}“ hat schon {first}.", "The id “{id}” belongs to {first} already."),
    # What must agree
    "tables_per_slot": Text(
        "Für {slots} Zeitfenster stehen hier {count} Angaben. Nennen Sie für jedes Zeitfenster, wie viele Tische frei"
        " sind.",
        "There are {count} numbers for {slots} slots. Say for each slot how many tables are free.",
    ),
    "no_tables": Text(
        "In keinem Zeitfenster steht ein Tisch. Ohne Tische findet kein Gespräch statt.",
        "There is no table in any slot. No meeting can take place without tables.",
    ),
    "session_overlap": Text(
        "Das Zeitfenster {slot} steht zweimal in den Abschnitten. Jedes gehört zu genau einem.",
        "The slot {slot} stands twice in the sessions. Each belongs to exactly one.",
    ),
    "session_misses": Text(
        "Diese Zeitfenster gehören zu keinem Abschnitt: {slots}.", "These slots belong to no session: {slots}."
    ),
    "no_slots": Text(
        "{participant} hat in keinem Zeitfenster Zeit. Tragen Sie Zeiten ein oder nehmen Sie die Anmeldung heraus.",
        "{participant} is there in no slot. Enter times, or leave the participant out.",
    ),
    "unknown_participant": Text(
        "{participant} (Gespräch {meeting}) steht nicht unter den Teilnehmenden.",
        "{participant} (meeting {meeting}) is not among the participants.",
    ),
    "self_meeting": Text(
        "Im Gespräch {meeting} trifft {participant} sich selbst.", "In meeting {meeting}, {participant} meets itself."
    ),
    "unknown_meeting": Text("Das Gespräch {meeting} gibt es nicht.", "There is no meeting {meeting}."),
    "unknown_table": Text(
        "Den Tisch {table} von {participant} gibt es in keinem Zeitfenster. Tische zählen ab 0.",
        "The table {table} of {participant} stands in no slot. Tables count from 0.",
    ),
    "fixed_outside_session": Text(
        "Das Gespräch {meeting} ist auf das Zeitfenster {slot} gelegt, das nicht zum Abschnitt {session} gehört.",
        "The meeting {meeting} is fixed to slot {slot}, which is not in session {session}.",
    ),
    "fixed_while_away": Text(
        "Das Gespräch {meeting} ist auf das Zeitfenster {slot} gelegt, {participant} ist dann nicht da.",
        "The meeting {meeting} is fixed to slot {slot}, when {participant} is not there.",
    ),
    "fixed_twice": Text(
        "{participant} soll im Zeitfenster {slot} mehrere Gespräche zugleich führen: {meetings}.",
        "{participant} would have several meetings at once in slot {slot}: {meetings}.",
    ),
    "fixed_beyond_tables": Text(
        "Auf das Zeitfenster {slot} sind mehr Gespräche gelegt, als Tische frei sind ({tables}): {meetings}.",
        "More meetings are fixed to slot {slot} than tables stand there ({tables}): {meetings}.",
    ),
    "beyond_limit": Text(
        "{participant} muss {count} Gespräche führen, möchte aber höchstens {most}.",
        "{participant} must have {count} meetings, but wants at most {most}.",
    ),
    "fixed_order": Text(
        "{first} soll vor {second} stattfinden, ist aber nicht auf ein früheres Zeitfenster gelegt.",
        "{first} must come before {second}, but is not fixed to an earlier slot.",
    ),
    "circle": Text(
        "Diese Gespräche warten im Kreis aufeinander: {meetings}.",
        "These meetings wait for each other in a circle: {meetings}.",
    ),
}  # fmt: skip

FAULTS: Mapping[str, Text] = {
    "unknown_meeting": Text("Das Gespräch {meeting} gibt es nicht.", "There is no meeting {meeting}."),
    "meeting_twice": Text("Das Gespräch {meeting} steht zweimal im Plan.", "The meeting {meeting} is placed twice."),
    "unknown_slot": Text(
        "{meeting} liegt im Zeitfenster {slot}, das es nicht gibt.",
        "{meeting} is in slot {slot}, which does not exist.",
    ),
    "not_available": Text(
        "{participant} ist im Zeitfenster {slot} nicht da ({meeting}).",
        "{participant} is not there in slot {slot} ({meeting}).",
    ),
    "wrong_session": Text(
        "{meeting} liegt im Zeitfenster {slot} und damit nicht im Abschnitt {session}.",
        "{meeting} is in slot {slot}, outside session {session}.",
    ),
    "fixed_moved": Text(
        "{meeting} ist auf das Zeitfenster {fixed} gelegt, steht aber in {slot}.",
        "{meeting} is fixed to slot {fixed}, but is in {slot}.",
    ),
    "double_booking": Text(
        "{participant} hat im Zeitfenster {slot} zwei Gespräche: {first} und {second}.",
        "{participant} has two meetings in slot {slot}: {first} and {second}.",
    ),
    "too_few_tables": Text(
        "Im Zeitfenster {slot} stehen {count} Gespräche, aber nur {tables} Tische.",
        "There are {count} meetings in slot {slot}, but {tables} tables only.",
    ),
    "unknown_table": Text(
        "{meeting} sitzt im Zeitfenster {slot} an Tisch {table}, der dann nicht dasteht.",
        "{meeting} sits at table {table} in slot {slot}, when it does not stand there.",
    ),
    "table_twice": Text(
        "Am Tisch {table} sitzen im Zeitfenster {slot} zwei Gespräche: {first} und {second}.",
        "Two meetings sit at table {table} in slot {slot}: {first} and {second}.",
    ),
    "host_moved": Text(
        "{meeting} sitzt an Tisch {table}, sein Platz ist aber {tables}.",
        "{meeting} sits at table {table}, but belongs to {tables}.",
    ),
    "fixed_missing": Text("Das gelegte Gespräch {meeting} fehlt.", "The fixed meeting {meeting} is missing."),
    "required_missing": Text("Das Pflichtgespräch {meeting} fehlt.", "The required meeting {meeting} is missing."),
    "meeting_missing": Text("Das Gespräch {meeting} fehlt.", "The meeting {meeting} is missing."),
    "wrong_order": Text("{first} liegt nicht vor {second}.", "{first} is not before {second}."),
    "beyond_limit": Text(
        "{participant} hat {count} Gespräche, möchte aber höchstens {most}.",
        "{participant} has {count} meetings, but wants at most {most}.",
    ),
    "unfair": Text(
        "{most} hat {most_breaks} Pausen, {least} nur {least_breaks}. Erlaubt ist ein Unterschied von {fairness}.",
        "{most} has {most_breaks} breaks, {least} only {least_breaks}. They may differ by {fairness}.",
    ),
    "wrong_value": Text("Als Wert steht {said}, es sind {counted}.", "A value of {said} is said, {counted} counted."),
    "wrong_breaks": Text("Als Pausen stehen {said}, es sind {counted}.", "Breaks: {said} are said, {counted} counted."),
    "wrong_idle_slots": Text(
        "Als Leerlauf stehen {said} Zeitfenster, es sind {counted}.", "Idle slots: {said} are said, {counted} counted."
    ),
    "bound_beaten": Text(
        "Der Plan ist mit {reached} besser als die bewiesene Schranke {bound}.",
        "The plan reaches {reached}, which is better than the proven bound {bound}.",
    ),
    "not_optimal": Text(
        "Der Plan heißt bestmöglich, erreicht aber {reached} bei einer Schranke von {bound}.",
        "The plan is called optimal, but reaches {reached} with a bound of {bound}.",
    ),
    "no_plan": Text(
        "Der Plan ist „{status}“, enthält aber Gespräche.", "The plan is “{status}”, but has meetings."
    ),
}  # fmt: skip

CAUSES: Mapping[str, Text] = {
    "required": Text("Das Gespräch {meeting} muss stattfinden.", "The meeting {meeting} must take place."),
    "fixed": Text("{meeting} ist auf das Zeitfenster {slot} gelegt.", "{meeting} is fixed to slot {slot}."),
    "session": Text("{meeting} gehört in den Abschnitt {session}.", "{meeting} belongs to session {session}."),
    "available": Text(
        "{participant} ist nur in diesen Zeitfenstern da: {slots}.",
        "{participant} is there in these slots only: {slots}.",
    ),
    "one_at_a_time": Text(
        "{participant} kann nur ein Gespräch zugleich führen.", "{participant} can have one meeting at a time only."
    ),
    "limit": Text("{participant} möchte höchstens {most} Gespräche.", "{participant} wants at most {most} meetings."),
    "tables": Text(
        "Im Zeitfenster {slot} stehen nur {tables} Tische.", "There are {tables} tables only in slot {slot}."
    ),
    "host_table": Text(
        "{participant} bleibt am Tisch {table}.", "{participant} stays at table {table}."
    ),
    "precedence": Text("{first} muss vor {second} stattfinden.", "{first} must come before {second}."),
    "fairness": Text(
        "Die Zahl der Pausen darf sich höchstens um {fairness} unterscheiden.",
        "Numbers of breaks may differ by {fairness} at most.",
    ),
}  # fmt: skip


def problem_sentence(code: str, parameters: Mapping[str, str], language: str) -> str:
    return _sentence(PROBLEMS[code], parameters, language)


def fault_sentence(code: str, parameters: Mapping[str, str], language: str) -> str:
    return _sentence(FAULTS[code], parameters, language)


def cause_sentence(code: str, parameters: Mapping[str, str], language: str) -> str:
    return _sentence(CAUSES[code], parameters, language)


def _sentence(text: Text, parameters: Mapping[str, str], language: str) -> str:
    return (text.en if language == "en" else text.de).format_map(parameters)
