"""What nobody knows about an offer: the scout asks the start-up, without a word about who needs it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused
from dnm.accounts.queries import person_of
from dnm.accounts.rules import Actor
from dnm.directory.queries import contact_for
from dnm.engines.privacy import Finding
from dnm.journal.actions import record

from .. import emails
from ..models import Match, Teaser
from ..queries.exposure import check_teaser
from ..rules import NAMES_THE_FIRM, can_decide_matches

LONGEST = 2000


@transaction.atomic
def ask_about_offer(match: Match, text: str, *, by: Actor) -> None:
    """A letter to the start-up. Refused while the text gives the firm away, which is not asked yet itself."""
    if not can_decide_matches(by):
        raise Refused(_("Das fragt das Büro."))
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise Refused(_("Schreiben Sie Ihre Frage auf, höchstens 2.000 Zeichen."))
    telling = [one.quote for one in _telling(match, text)]
    if telling:
        raise Refused(_("Diese Stelle verrät den Betrieb: „%(quote)s“") % {"quote": telling[0]})
    contact = contact_for(match.offer.organisation)
    if contact is None or not contact.email:
        raise Refused(_("Für dieses Startup ist keine E-Mail-Adresse eingetragen. Rufen Sie dort an."))
    writer = person_of(by) or match.need.scout
    emails.question_about_offer(match.offer, contact, writer, text)
    record("match.asked", match, by=by, organisation_id=match.offer.organisation_id, aside=text, need=match.need_id)


def _telling(match: Match, text: str) -> list[Finding]:
    language = "en" if match.offer.language == "en" else "de"
    shown = Teaser(need=match.need, language=language, text=text)
    found = [one for one in check_teaser(shown) if one.kind in NAMES_THE_FIRM or one.kind == "person"]
    return [one for one in found if one.severity == "blocking" and one.quote]
