from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "dnm.journal"
