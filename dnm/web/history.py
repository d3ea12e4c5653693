"""The journal in words, for people who did not write the software."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dnm.journal.models import Entry

ACTS = {
    "organisation.created": _("Eintrag angelegt"),
    "organisation.changed": _("Angaben geändert"),
    "organisation.holiday_set": _("Betriebsferien eingetragen"),
    "organisation.noted": _("Kurznotiz geschrieben"),
    "contact.added": _("Ansprechperson eingetragen"),
    "contact.changed": _("Ansprechperson geändert"),
    "contact.made_primary": _("erste Ansprechperson gewechselt"),
    "contact.left": _("Ansprechperson ausgeschieden"),
    "contact.erased": _("Angaben zu einer Person gelöscht"),
    "contact.copied": _("Auskunft über eine Person erstellt"),
    "channel.set": _("Kontaktweg eingetragen"),
    "channel.removed": _("Kontaktweg gestrichen"),
    "startup.registered": _("als Startup angemeldet"),
    "startup.proposed": _("von einem Partner-Hub vorgeschlagen"),
    "startup.confirmed": _("als Startup aufgenommen"),
    "startup.rejected": _("als Startup nicht aufgenommen"),
    "startup.profile_changed": _("Profil geändert"),
    "startup.paused": _("Pause eingetragen"),
    "startup.listed": _("öffentlich gelistet"),
    "startup.unlisted": _("nicht mehr öffentlich gelistet"),
    "startup.reference_added": _("Referenz hinzugefügt"),
    "startup.reference_removed": _("Referenz entfernt"),
    "startup.vouched": _("Partner-Hub bürgt"),
    "startup.vouching_withdrawn": _("Partner-Hub bürgt nicht mehr"),
    "introduction.suggested": _("Startup vorgeschlagen"),
    "introduction.interest_shown": _("Startup zeigt Interesse"),
    "introduction.handed_over": _("Vermittlung übergeben"),
    "introduction.person_erased": _("Angaben zu einer Person gelöscht"),
    "introduction.called": _("Anruf notiert"),
    "introduction.question_asked": _("Frage gestellt"),
    "introduction.question_answered": _("Frage beantwortet"),
    "introduction.step_disputed": _("Eintrag bestritten"),
    "meeting.rated": _("Erstgespräch bewertet"),
    "pilot.checked_in": _("Zwischengespräch zum Pilot"),
    "cooperation.followed_up": _("Kooperation nachverfolgt"),
    "offer.added": _("Angebot eingetragen"),
    "offer.changed": _("Angebot geändert"),
    "need.submitted": _("Bedarf eingereicht"),
    "need.qualified": _("Bedarf geschärft"),
    "need.changed": _("Bedarf geändert"),
    "need.withdrawn": _("Bedarf zurückgezogen"),
    "need.matched": _("Bedarf in Vermittlung"),
    "need.closed_solved": _("Bedarf gelöst"),
    "need.closed_unsolved": _("Bedarf nicht gelöst"),
    "need.expired": _("Bedarf abgelaufen"),
    "need.reopened": _("Bedarf wieder geöffnet"),
    "need.handed_over": _("Bedarf übergeben"),
    "teaser.risk_accepted": _("Stelle im Steckbrief mit Absicht belassen"),
    "match.asked": _("Frage zu einem Angebot gestellt"),
    "teaser.written": _("Steckbrief geschrieben"),
    "teaser.approved": _("Steckbrief freigegeben"),
    "release.given": _("Freigabe erteilt"),
    "release.recorded": _("Freigabe eingetragen"),
    "release.voided": _("Freigabe ungültig geworden"),
    "release.withdrawn": _("Freigabe widerrufen"),
    "release.disclosed": _("Angaben weitergegeben"),
    "membership.started": _("Zugang eingerichtet"),
    "membership.role_changed": _("Rolle geändert"),
    "membership.deputy_named": _("Vertretung eingetragen"),
    "membership.ended": _("Zugang beendet"),
    "invitation.sent": _("Einladung geschickt"),
    "invitation.accepted": _("Einladung angenommen"),
    "invitation.withdrawn": _("Einladung zurückgezogen"),
    "meeting_day.joined": _("nimmt an einem Matchingtag teil"),
    "meeting_day.answered": _("Wünsche zu einem Matchingtag genannt"),
    "meeting_day.participant_changed": _("Zeiten zu einem Matchingtag geändert"),
    "meeting_day.pitch_entered": _("Pitch beschrieben"),
    "meeting_day.release_given": _("Name und Betrieb für einen Matchingtag freigegeben"),
    "meeting_day.release_withdrawn": _("Freigabe für einen Matchingtag widerrufen"),
    "meeting_day.gone": _("fehlt an einem Matchingtag"),
    "meeting_day.back": _("ist am Matchingtag wieder da"),
    "meeting_day.talk_held": _("Begegnung an einem Matchingtag"),
    "meeting_day.talk_voided": _("Begegnung gestrichen"),
    "meeting_day.talk_rated": _("Begegnung bewertet"),
    "meeting_day.person_erased": _("Angaben zu einer Person gelöscht"),
}
"""Verb of the journal -> what happened."""

STEP_WORDS: dict[str, Promise] = {
    "suggested": _("Vorgang angelegt"),
    "shortlist": _("auf die Shortlist gesetzt"),
    "unshortlist": _("von der Shortlist genommen"),
    "ask_company": _("Unternehmen gefragt"),
    "company_yes": _("Unternehmen sagt Ja, Startup gefragt"),
    "startup_yes": _("Startup sagt Ja"),
    "release": _("Angaben freigegeben"),
    "introduce": _("einander vorgestellt"),
    "record_introduction": _("einander vorgestellt, beide Zustimmungen eingetragen"),
    "withdraw_release": _("Freigabe widerrufen"),
    "schedule_meeting": _("Gespräch vereinbart oder verschoben"),
    "cancel_meeting": _("Gespräch abgesagt"),
    "hold_meeting": _("Gespräch geführt, Protokoll geschrieben"),
    "agree_pilot": _("Pilot vereinbart"),
    "finish_pilot": _("Pilot abgeschlossen"),
    "start_cooperation": _("Kooperation begonnen"),
    "decline": pgettext_lazy("history", "abgesagt"),
    "expire": _("ohne Antwort abgelaufen"),
    "pause": pgettext_lazy("history", "pausiert"),
    "resume": _("fortgesetzt"),
    "stop": _("vom Büro beendet"),
    "reopen": _("wieder geöffnet"),
    "question_asked": _("Frage gestellt"),
    "question_answered": _("Frage beantwortet"),
    "called": _("angerufen"),
    "handed_over": _("an jemand anderen übergeben"),
    "step_disputed": _("„Das stimmt nicht“ gesagt"),
    "interest_shown": _("Startup zeigt Interesse"),
    "disclosed": _("Angaben weitergegeben"),
    "person_erased": _("Angaben zu einer Person gelöscht"),
    "rated": _("Gespräch bewertet"),
    "checked_in": _("Zwischenstand geschrieben"),
    "followed_up": _("nach der Zusammenarbeit gefragt"),
}
"""Step of an introduction -> what happened, for the office."""

KINDS = {
    "organisation": _("Eintrag"),
    "contact": _("Ansprechperson"),
    "need": _("Bedarf"),
    "offer": _("Angebot"),
    "teaser": _("Steckbrief"),
    "introduction": _("Vermittlung"),
    "meeting": _("Erstgespräch"),
    "pilot": _("Pilot"),
    "release": _("Freigabe"),
}


def in_words(entry: Entry) -> str:
    """Short enough for a list; a verb without words of its own at least names what it is about."""
    if entry.verb in ACTS:
        return str(ACTS[entry.verb])
    kind, _point, step = entry.verb.partition(".")
    if kind == "introduction" and step in STEP_WORDS:
        return gettext("Vermittlung: %(step)s") % {"step": STEP_WORDS[step]}
    return str(KINDS.get(kind, _("Vorgang")))


def words_of(verb: str) -> str:
    """What a journal verb means in the history of one case."""
    return str(STEP_WORDS.get(verb.rpartition(".")[2], verb))
