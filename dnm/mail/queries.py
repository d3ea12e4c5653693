from datetime import timedelta

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from .models import Letter


def letters() -> QuerySet[Letter]:
    """Newest first, without their words."""
    return Letter.objects.defer("body", "body_html").order_by("-id")


def letters_about(subject: Model) -> QuerySet[Letter]:
    return letters().filter(subject_label=subject._meta.label_lower, subject_id=subject.pk)


def due_letters(holder: str) -> QuerySet[Letter]:
    """What ``holder`` may send now, longest due first: waiting ones, and those whose sender was killed."""
    now = timezone.now()
    waiting = Q(state=Letter.State.WAITING, not_before__lte=now)
    abandoned = Q(state=Letter.State.SENDING) & (Q(leased_until__lt=now) | Q(leased_by=holder))
    return Letter.objects.filter(waiting | abandoned).order_by("not_before", "id")


def unsent_count() -> int:
    return Letter.objects.exclude(state=Letter.State.SENT).count()


def overdue_count() -> int:
    """Letters that should have left more than an hour ago."""
    limit = timezone.now() - timedelta(hours=1)
    unsent = Letter.objects.filter(state__in=[Letter.State.WAITING, Letter.State.SENDING])
    return unsent.filter(queued_at__lt=limit).count()


def failed_count() -> int:
    """Letters that the office has to look at."""
    return Letter.objects.filter(state=Letter.State.FAILED).count()
