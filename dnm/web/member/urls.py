from django.urls import path

from dnm.web.checks.result_pages import result_pages_under
from dnm.web.checks.urls import pages_under

from . import cases, checks, events, home, needs, offers, organisation, people, proposals, questions, releases, teasers
from .day_urls import urlpatterns as day_pages

app_name = "member"
urlpatterns = [
    path("", home.home, name="home"),
    path("bedarfe/", needs.needs, name="needs"),
    path("bedarfe/neu/", questions.new, name="need-new"),
    path("bedarfe/<int:pk>/", needs.need, name="need"),
    path("bedarfe/<int:pk>/bearbeiten/", questions.edit, name="need-edit"),
    path("bedarfe/<int:pk>/bearbeiten/<slug:slug>/", questions.question, name="need-question"),
    path("bedarfe/<int:pk>/absenden/", questions.check, name="need-submit"),
    path("bedarfe/<int:pk>/abgeschickt/", questions.sent, name="need-sent"),
    path("bedarfe/<int:pk>/zurueckziehen/", needs.withdraw, name="need-withdraw"),
    path("bedarfe/<int:pk>/wieder-oeffnen/", needs.reopen, name="need-reopen"),
    path("bedarfe/<int:pk>/vorschlaege/", proposals.proposals, name="proposals"),
    path("vermittlungen/<int:pk>/", cases.case, name="introduction"),
    path("vermittlungen/<int:pk>/frage/", cases.question, name="question"),
    path("vermittlungen/<int:pk>/absagen/", cases.say_no, name="decline"),
    path("vermittlungen/<int:pk>/pause/", cases.rest, name="rest"),
    path("vermittlungen/<int:pk>/termin.ics", cases.calendar, name="calendar"),
    path("freigaben/", releases.releases, name="releases"),
    path("freigaben/<int:pk>/", releases.release, name="release"),
    path("freigaben/<int:pk>/quittung.pdf", releases.paper, name="receipt"),
    path("freigaben/<int:pk>/widerrufen/", releases.withdraw, name="release-withdraw"),
    path("termine/", events.events, name="events"),
    path("termine/<int:pk>/", events.event, name="event"),
    path("termine/<int:pk>/absagen/<int:row>/", events.cancel, name="event-cancel"),
    *day_pages,
    path("passende-bedarfe/", teasers.fitting, name="fitting-needs"),
    path("steckbriefe/<int:pk>/", teasers.teaser, name="teaser"),
    path("digital-check/", checks.checks, name="checks"),
    path("digital-check/beginnen/", checks.begin, name="check-begin"),
    *pages_under("digital-check/<int:pk>/"),
    *result_pages_under("digital-check/<int:pk>/"),
    path("betrieb/angebote/neu/", offers.add, name="offer-new"),
    path("betrieb/angebote/<int:pk>/", offers.edit, name="offer"),
    path("betrieb/", organisation.organisation, name="organisation"),
    path("betrieb/angaben/", organisation.facts, name="organisation-facts"),
    path("betrieb/ferien/", organisation.holiday, name="organisation-holiday"),
    path("betrieb/personen/neu/", organisation.contact_new, name="contact-new"),
    path("betrieb/personen/<int:pk>/", organisation.contact, name="contact"),
    path("betrieb/profil/", organisation.profile, name="profile"),
    path("betrieb/pause/", organisation.pause, name="pause"),
    path("betrieb/referenzen/", organisation.reference, name="reference"),
    path("betrieb/menschen/", people.people, name="people"),
    path("betrieb/menschen/<int:pk>/", people.person, name="person"),
    path("betrieb/menschen/<int:pk>/ende/", people.leave, name="person-leave"),
    path("betrieb/einladungen/<int:pk>/zurueckziehen/", people.withdraw, name="invitation-withdraw"),
]
