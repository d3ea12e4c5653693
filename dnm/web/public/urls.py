from django.urls import path

from . import check, contact, invitations, links, needs, ordering, pages, start, startups, tell

app_name = "public"
urlpatterns = [
    path("", start.start, name="start"),
    path("fuer-unternehmen/", pages.for_companies, name="for-companies"),
    path("fuer-startups/", pages.for_startups, name="for-startups"),
    path("problem-schildern/", tell.tell, name="tell"),
    path("problem-schildern/<slug:number>/", tell.told, name="told"),
    path("so-entsteht-die-reihenfolge/", ordering.ordering, name="ordering"),
    path("bedarfe/", needs.needs, name="needs"),
    path("bedarfe/<slug:number>/", needs.need, name="need"),
    path("startups/", startups.startups, name="startups"),
    path("startups/vorschlagen/", startups.register, name="register-startup"),
    path("startups/angemeldet/", startups.registered, name="startup-registered"),
    path("digital-check/", check.check, name="check"),
    path("digital-check/a/<str:token>/", check.door, name="check-door"),
    path("digital-check/a/<str:token>/neu/", check.renew, name="check-renew"),
    path("ueber-uns/", pages.about, name="about"),
    path("kontakt/", contact.contact, name="contact"),
    path("impressum/", pages.imprint, name="imprint"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("barrierefreiheit/", contact.accessibility, name="accessibility"),
    path("leichte-sprache/", pages.easy_language, name="easy-language"),
    path("einladung/<str:token>/", invitations.invitation, name="invitation"),
    path("a/<str:token>/", links.link, name="link"),
    path("a/<str:token>/neu/", links.renew, name="link-renew"),
    path("stimmt-nicht/<str:token>/", links.contradict, name="dispute"),
    path("fertig/", links.finish, name="link-end"),
]
