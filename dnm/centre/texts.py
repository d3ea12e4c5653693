"""The texts the office may word itself: where each appears and what stands there until then.

Default texts are templates to be checked by the centre; blank lines part paragraphs, "## " begins a heading,
"- " a list. The keys are stable: they stand in the database and in templates.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    key: str
    label: Promise
    where: Promise
    default: Promise
    short: bool = False
    """One line."""


TEXTS = (
    Place(
        "start-claim",
        _("Überschrift der Startseite"),
        _("Startseite, ganz oben"),
        _("Ihr Problem aus dem Betrieb, und ein Startup, das genau daran arbeitet"),
        short=True,
    ),
    Place(
        "start-lead",
        _("Einleitung der Startseite"),
        _("Startseite, unter der Überschrift"),
        _(
            "Sie sagen uns, was hakt. Wir suchen in ganz Deutschland Startups, die so etwas schon gelöst "
            "haben, "
            "und bringen Sie zusammen, wenn Sie das möchten. Bis dahin erfährt niemand, wer Sie sind."
        ),
    ),
    Place(
        "about",
        _("Über uns"),
        _("Seite „Über uns“, vor Trägern und Ansprechpersonen"),
        _(
            "Das Digitale Zentrum Mittelstand hilft Betrieben im Kreis Soest, digitaler zu arbeiten, und "
            "bringt sie "
            "mit Startups zusammen. Wir vermitteln persönlich: Vor jeder Vorstellung hat jemand von uns mit "
            "beiden "
            "Seiten gesprochen.\n\n"
            "Getragen wird das Zentrum vom Kreis Soest und seinen Städten und Gemeinden. Für Betriebe kostet "
            "unsere "
            "Arbeit nichts."
        ),
    ),
    Place(
        "contact",
        _("Kontakt"),
        _("Seite „Kontakt“, über dem Formular"),
        _("Rufen Sie an oder schreiben Sie uns. Sie sprechen mit einem Menschen, der Ihre Region kennt."),
    ),
    Place(
        "imprint",
        _("Impressum, Zusatz"),
        _("Seite „Impressum“, unter Anschrift und Vertretung"),
        _(
            "## Verantwortlich für den Inhalt\nDie oben genannte Vertretung, unter derselben Anschrift.\n\n"
            "## Streitbeilegung\nWir nehmen nicht an Verfahren vor einer Verbraucherschlichtungsstelle teil "
            "und sind "
            "dazu nicht verpflichtet.\n\n"
            "## Links\nFür Seiten anderer Anbieter, auf die wir verweisen, sind diese selbst verantwortlich. "
            "Zeigt ein "
            "Link auf etwas Rechtswidriges, sagen Sie es uns; wir nehmen ihn heraus."
        ),
    ),
    Place(
        "privacy",
        _("Datenschutzerklärung"),
        _("Seite „Datenschutz“, nach dem Namen der verantwortlichen Stelle"),
        _(
            "## Was wir speichern und wozu\n"
            "- Angaben zu Ihrem Betrieb oder Startup und zu Ansprechpersonen, damit wir Sie beraten und "
            "vermitteln "
            "können.\n"
            "- Ihre Bedarfe, Antworten und Freigaben. Was Sie nicht freigeben, erfährt die andere Seite "
            "nicht.\n"
            "- Den Verlauf: wer wann was getan hat. So können wir Ihnen und unseren Fördergebern zeigen, "
            "dass alles "
            "richtig zuging.\n"
            "- Briefe, die wir Ihnen schicken. Briefe mit einem Code oder persönlichen Link löschen wir nach "
            "dem "
            "Versand.\n\n"
            "## Auf welcher Grundlage\n"
            "Ihre Einwilligung (Art. 6 Abs. 1 Buchst. a DSGVO) für Freigaben und Rundbriefe, die Bearbeitung "
            "Ihrer "
            "Anfrage (Buchst. b), unsere Aufgabe der Wirtschaftsförderung (Buchst. e) und gesetzliche "
            "Pflichten zum "
            "Nachweis von Fördermitteln (Buchst. c). Eine Einwilligung können Sie jederzeit für die Zukunft "
            "widerrufen.\n\n"
            "## Wer Daten erhält\n"
            "Die andere Seite einer Vermittlung, soweit Sie Angaben freigegeben haben; der Beleg darüber "
            "liegt in "
            "Ihrem Bereich. Fördergeber und Träger erhalten Zahlen, Namen nur auf begründete Anfrage. Sonst "
            "niemand.\n\n"
            "## Cookies und fremde Dienste\n"
            "Diese Seite setzt nur Cookies, ohne die sie nicht geht: für die Anmeldung, gegen gefälschte "
            "Formulare und "
            "für die gewählte Sprache. Sie lädt nichts von anderen Anbietern und misst niemanden.\n\n"
            "## Ihre Rechte\n"
            "Sie können Auskunft, Berichtigung, Löschung, Einschränkung und Ihre Daten in einem gängigen "
            "Format "
            "verlangen und widersprechen. Eine Nachricht an uns genügt. Beschweren können Sie sich bei der "
            "Landesbeauftragten für Datenschutz und Informationsfreiheit Nordrhein-Westfalen."
        ),
    ),
    Place(
        "accessibility",
        _("Barrierefreiheit, Stand"),
        _("Seite „Barrierefreiheit“, oben"),
        _(
            "Diese Seite soll für alle gut benutzbar sein: mit Tastatur, Vorleseprogramm, Vergrößerung und "
            "ohne "
            "JavaScript. Wir prüfen jede Seite gegen die Web Content Accessibility Guidelines 2.2, Stufe AA. "
            "Bekannte Mängel nennen wir hier."
        ),
    ),
    Place(
        "accessibility-contact",
        _("Barrierefreiheit, Rückmeldung"),
        _("Seite „Barrierefreiheit“, über dem Formular"),
        _(
            "Stoßen Sie auf eine Barriere? Schreiben Sie uns oder rufen Sie an. Wir antworten innerhalb "
            "einer Woche "
            "und schicken Ihnen den Inhalt, den Sie brauchen, auf einem anderen Weg."
        ),
    ),
    Place(
        "accessibility-enforcement",
        _("Barrierefreiheit, Durchsetzung"),
        _("Seite „Barrierefreiheit“, unten"),
        _(
            "Sind Sie mit unserer Antwort nicht zufrieden, können Sie sich an die Ombudsstelle für "
            "barrierefreie "
            "Informationstechnik des Landes Nordrhein-Westfalen wenden (§ 10d BGG NRW)."
        ),
    ),
)

PLACES = {place.key: place for place in TEXTS}
