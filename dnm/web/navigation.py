from django.utils.translation import gettext_lazy as _

from dnm.accounts.rules import Actor, is_scout
from dnm.accounts.workflow import Audience, Role

Item = tuple[str, object]

PUBLIC: list[Item] = [
    ("public:for-companies", _("Für Unternehmen")),
    ("public:for-startups", _("Für Startups")),
    ("public:needs", _("Offene Bedarfe")),
    ("public:startups", _("Startups")),
    ("public:check", _("Digital-Check")),
    ("public:events", _("Termine")),
    ("public:about", _("Über uns")),
]
OFFICE: list[Item] = [
    ("office:board", _("Heute")),
    ("office:needs", _("Bedarfe")),
    ("office:introductions", _("Vermittlungen")),
    ("office:directory", _("Verzeichnis")),
    ("office:checks", _("Digital-Check")),
    ("office:events", _("Termine")),
    ("office:figures", _("Zahlen")),
    ("office:outbox", _("Postausgang")),
]
MANAGEMENT: list[Item] = [("office:figures", _("Zahlen")), ("office:outbox", _("Postausgang"))]
SETTINGS: Item = ("office:settings", _("Einstellungen"))
COMPANY: list[Item] = [
    ("member:home", _("Mein Bereich")),
    ("member:needs", _("Bedarfe")),
    ("member:checks", _("Digital-Check")),
    ("member:releases", _("Freigaben")),
    ("member:events", _("Termine")),
    ("member:organisation", _("Unser Betrieb")),
]
STARTUP: list[Item] = [
    ("member:home", _("Mein Bereich")),
    ("member:fitting-needs", _("Passende Bedarfe")),
    ("member:releases", _("Freigaben")),
    ("member:events", _("Termine")),
    ("member:organisation", _("Unser Profil")),
]
HUB: list[Item] = [("hub:home", _("Offene Bedarfe")), ("hub:startups", _("Unsere Startups"))]


def navigation_for(actor: Actor | None) -> list[Item]:
    """The main navigation of an audience; a mailed link opens one matter and has none."""
    if actor is None:
        return PUBLIC
    if actor.only:
        return []
    if actor.audience == Audience.OFFICE:
        pages = OFFICE if is_scout(actor) else MANAGEMENT
        return [*pages, SETTINGS] if actor.role in (Role.LEAD, Role.ADMIN) else pages
    if actor.role in (Role.STARTUP_OWNER, Role.STARTUP_MEMBER):
        return STARTUP
    if actor.audience == Audience.MEMBER:
        return COMPANY
    if actor.audience == Audience.HUB:
        return HUB
    return PUBLIC
