"""What others saved while a page was open, in sentences. The later answer wins, and both sides hear it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dnm.engines.scoring import Dimension, Questionnaire
from dnm.maturity.actions import Saved
from dnm.maturity.queries import Changed
from dnm.web.templatetags.dnm import clock

from .sheet_forms import in_words

MOST_TOLD = 3


def sentences(questionnaire: Questionnaire, topic: Dimension, saved: Saved, language: str) -> list[str]:
    """Only about the topic at hand: colleagues who answer other topics are no news."""
    mine = {item.id for item in topic.items}
    changed = [one for one in saved.meanwhile if one.item in mine]
    told = [_sentence(questionnaire, one, one.item in saved.overwritten, language) for one in changed[:MOST_TOLD]]
    if more := len(changed) - len(told):
        words = ngettext("Eine weitere Antwort ist neu.", "%(count)s weitere Antworten sind neu.", more)
        told.append(words % {"count": more})
    return told


def _sentence(questionnaire: Questionnaire, one: Changed, is_replaced: bool, language: str) -> str:
    item = questionnaire.items[one.item]
    item_list = next(lists for lists in questionnaire.dimension_of[one.item].lists if item in lists.all_items)
    said = {
        "item": item.label.in_language(language),
        "value": _("nicht angegeben") if one.value is None else in_words(item, item_list, one.value, language),
        "name": one.by_name or _("jemand in einem anderen Fenster"),
        "time": clock(one.at),
    }
    if is_replaced:
        return _("Die letzte Antwort zählt: Ihre. Zu „%(item)s“ stand „%(value)s“ (%(name)s, %(time)s).") % said
    return _("Die letzte Antwort zählt. Zu „%(item)s“ steht jetzt „%(value)s“ (%(name)s, %(time)s).") % said
