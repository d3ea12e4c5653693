"""Rounds of invitations: who is reached by which way, and how far each company came."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.directory.models import Contact, Organisation

from ..models import Check, Invited, PlannedStage, Round
from ..rules import COMPANY, way_to, works_on_checks
from ..workflow import REMIND_AFTER_DAYS, CheckState, Way
from .questionnaires import family


def rounds_visible_to(actor: Actor) -> QuerySet[Round]:
    """With the numbers of companies: ``companies``, ``by_email``, ``opened``, ``begun``, ``finished``."""
    rounds = Round.objects.select_related("scout")
    finished = Q(invited__check_done__state=CheckState.FINISHED)
    counted = rounds.annotate(
        companies=Count("invited"),
        by_email=Count("invited", filter=Q(invited__way=Way.EMAIL)),
        opened=Count("invited", filter=Q(invited__opened_at__isnull=False)),
        begun=Count("invited", filter=Q(invited__check_done__isnull=False)),
        finished=Count("invited", filter=finished),
    )
    return counted if works_on_checks(actor) else rounds.none()


def invited_visible_to(actor: Actor) -> QuerySet[Invited]:
    """The companies of all rounds; filter by round, by ``way`` for the list of letters and calls."""
    rows = Invited.objects.select_related("round", "organisation", "contact", "check_done")
    return rows if works_on_checks(actor) else rows.none()


def to_write_or_call(planned: Round, actor: Actor) -> QuerySet[Invited]:
    """Whom no e-mail reaches and who has not begun: the list for post and telephone."""
    rows = invited_visible_to(actor).filter(round=planned, way__in=[Way.LETTER, Way.PHONE], check_done=None)
    return rows.order_by("way", "organisation__sort_name")


def reach_of(organisations: Iterable[Organisation], key: str) -> dict[int, tuple[Contact | None, Way]]:
    """Company id -> whom to write to and by which way: the contact who may get e-mails before the others.

    The number of queries does not grow. An own case is a check the company has taken and the office has planned anew.
    """
    ids = [one.pk for one in organisations]
    plans = PlannedStage.objects.filter(organisation__in=ids).values_list("organisation_id", "questionnaire")
    own_case = {pk for pk, name in plans if family(name) == family(key)}
    found: dict[int, tuple[Contact | None, Way]] = dict.fromkeys(ids, (None, Way.LETTER))
    contacts = Contact.objects.filter(organisation__in=ids, left_on=None).prefetch_related("channels")
    for contact in contacts.order_by("-primary", "pk"):
        permissions = {channel.permission for channel in contact.channels.all()}
        way = way_to(permissions, has_email=bool(contact.email), has_own_case=contact.organisation_id in own_case)
        before, known_way = found[contact.organisation_id]
        if before is None or (way == Way.EMAIL != known_way):
            found[contact.organisation_id] = (contact, way)
    return found


def due_for_reminder(today: date) -> QuerySet[Invited]:
    """Invited by e-mail, not finished, the round not over, and seven or fourteen days without a word of ours."""
    end_of = [
        Q(reminders=count, invited_at__lt=_midnight(today - timedelta(days=days - 1)))
        for count, days in enumerate(REMIND_AFTER_DAYS)
    ]
    done = Check.objects.filter(pk=OuterRef("check_done"), state=CheckState.FINISHED)
    rows = Invited.objects.filter(way=Way.EMAIL, round__due_on__gte=today, contact__left_on=None)
    return rows.filter(end_of[0] | end_of[1]).exclude(Exists(done)).exclude(contact__email="").order_by("pk")


def due_plans(today: date) -> QuerySet[PlannedStage]:
    """Whose day has come and who was not told yet."""
    return PlannedStage.objects.filter(due_on__lte=today, told_at=None).order_by("pk")


def plans_visible_to(actor: Actor) -> QuerySet[PlannedStage]:
    plans = PlannedStage.objects.select_related("organisation")
    if works_on_checks(actor):
        return plans
    own = actor.role in COMPANY and actor.organisation_id is not None and not actor.only
    return plans.filter(organisation=actor.organisation_id) if own else plans.none()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
