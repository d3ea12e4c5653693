"""The pages of a meeting day; every address begins with its event."""

from django.urls import path

from . import day, day_after, day_frame, day_papers, day_people, day_person, day_plan, day_publish, day_talk, day_today

EVENT = "termine/<int:pk>/"

urlpatterns = [
    path(f"{EVENT}tag/", day.overview, name="day"),
    path(f"{EVENT}tag/schritt/<slug:name>/", day.step, name="day-step"),
    path(f"{EVENT}tag/rahmen/", day_frame.frame, name="day-frame"),
    path(f"{EVENT}tag/tische/", day_frame.tables, name="day-tables"),
    path(f"{EVENT}tag/teilnahmen/", day_people.people, name="day-people"),
    path(f"{EVENT}tag/wuensche/", day_people.wishes, name="day-wishes"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/", day_person.person, name="day-person"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/wuensche/", day_person.wishes, name="day-person-wishes"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/freigabe/", day_person.release, name="day-person-release"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/widerrufen/", day_person.withdraw, name="day-person-withdraw"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/links/", day_person.doors, name="day-person-doors"),
    path(f"{EVENT}tag/teilnahmen/<int:row>/da/", day_today.there, name="day-there"),
    path(f"{EVENT}tag/heute/", day_today.today, name="day-today"),
    path(f"{EVENT}tag/gespraeche/<int:row>/", day_today.talk, name="day-talk"),
    path(f"{EVENT}tag/danach/", day_after.after, name="day-after"),
    path(f"{EVENT}tag/begegnungen/<int:row>/vorgang/", day_after.open_new_case, name="day-case"),
    path(f"{EVENT}anzeige/", day_today.screen, name="day-screen"),
    path(f"{EVENT}zeitplan/", day_plan.plan, name="day-plan"),
    path(f"{EVENT}zeitplan/neu/", day_plan.ask, name="plan-ask"),
    path(f"{EVENT}zeitplan/<int:row>/stand/", day_plan.progress, name="plan-progress"),
    path(f"{EVENT}zeitplan/<int:row>/anhalten/", day_plan.stop, name="plan-stop"),
    path(f"{EVENT}zeitplan/<int:row>/pruefen/", day_publish.publish, name="plan-publish"),
    path(f"{EVENT}zeitplan/<int:row>/<slug:name>.pdf", day_papers.paper, name="plan-paper"),
    path(f"{EVENT}zeitplan/gespraeche/<int:row>/", day_talk.talk, name="plan-talk"),
    path(f"{EVENT}zeitplan/paare/", day_talk.pair, name="plan-pair"),
]
