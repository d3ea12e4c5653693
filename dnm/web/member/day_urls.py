"""The pages of a participant of a meeting day; every address begins with its event."""

from django.urls import path

from . import day, day_plan, day_release

EVENT = "termine/<int:pk>/"

urlpatterns = [
    path("matchingtage/<int:pk>/", day.by_letter, name="meeting-day"),
    path(f"{EVENT}wuensche/", day.wishes, name="wishes"),
    path(f"{EVENT}zeiten/", day.times, name="day-times"),
    path(f"{EVENT}nicht-dabei/", day.decline, name="day-decline"),
    path(f"{EVENT}pitch/", day.pitch, name="pitch"),
    path(f"{EVENT}freigabe/", day_release.release, name="day-release"),
    path(f"{EVENT}freigabe/quittung.pdf", day_release.receipt, name="day-receipt"),
    path(f"{EVENT}freigabe/widerrufen/", day_release.withdraw, name="day-release-withdraw"),
    path(f"{EVENT}plan/", day_plan.plan, name="plan"),
    path(f"{EVENT}plan/plan.ics", day_plan.calendar, name="plan-calendar"),
    path(f"{EVENT}plan/plan.pdf", day_plan.paper, name="plan-paper"),
    path(f"{EVENT}plan/bewertung/<int:row>/", day_plan.rate, name="talk-rate"),
]
