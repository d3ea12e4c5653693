"""What would leave the house: the act is done for a trial and taken back, so the page before it cannot err."""

from collections.abc import Callable

from django.db import transaction

from dnm.mail.models import Letter


def letters_of(act: Callable[[], object]) -> list[Letter]:
    """The letters this act would queue, none of them kept; raises what the act raises. Nothing else stays either."""
    with transaction.atomic():
        newest = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        act()
        letters = list(Letter.objects.filter(pk__gt=newest).defer("body_html").order_by("pk"))
        transaction.set_rollback(True)
    return letters
