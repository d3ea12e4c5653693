from django.urls import path

from . import home, startups

app_name = "hub"
urlpatterns = [
    path("", home.home, name="home"),
    path("startups/", startups.startups, name="startups"),
    path("startups/vorschlagen/", startups.propose, name="startup-propose"),
    path("startups/<int:pk>/", startups.answer, name="startup"),
]
