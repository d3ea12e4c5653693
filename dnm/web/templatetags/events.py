"""When an event is, and how many places it has left, in words."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from dnm.events.models import Event
from dnm.events.workflow import EventState

from .dnm import clock, day_in_words, until, weekday

register = template.Library()


@register.filter
def when(event: Event) -> str:
    """Mittwoch, 2. Dezember, 9.00–16.00 Uhr; over several days with both days."""
    starts, ends = timezone.localtime(event.starts), timezone.localtime(event.ends)
    if starts.date() == ends.date():
        return f"{day_in_words(starts)}, {until(starts.time(), ends.time())}"
    days = {"first": f"{day_in_words(starts)}, {clock(starts)}", "last": f"{day_in_words(ends)}, {clock(ends)}"}
    return gettext("%(first)s, bis %(last)s") % days


@register.filter
def hours(event: Event) -> str:
    """9.00–16.00 Uhr; where it takes several days, when it begins and its last day."""
    starts, ends = timezone.localtime(event.starts), timezone.localtime(event.ends)
    if starts.date() == ends.date():
        return until(starts.time(), ends.time())
    return gettext("%(begin)s, bis %(last)s") % {"begin": clock(starts), "last": weekday(ends)}


@register.filter
def where(event: Event) -> str:
    """The place; online where there is only a link, which goes to registered people alone."""
    return event.place or (gettext("online") if event.link else "")


@register.filter
def free_places(event: Event) -> str:
    """For an event of ``with_places``: noch 3 Plätze, ausgebucht, 2 warten; empty where there is no limit."""
    free, waiting = getattr(event, "free", None), getattr(event, "waiting", 0)
    if event.state != EventState.ANNOUNCED or free is None:
        return ""
    if free > 0:
        return ngettext("noch %(count)s Platz", "noch %(count)s Plätze", free) % {"count": free}
    if waiting:
        return ngettext("ausgebucht, %(count)s wartet", "ausgebucht, %(count)s warten", waiting) % {"count": waiting}
    return gettext("ausgebucht")
