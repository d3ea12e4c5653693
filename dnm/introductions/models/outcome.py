from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User

from .cases import SIDES, Introduction


class Meeting(models.Model):
    """A moderated conversation: the first one, or a later one. UID stays, SEQUENCE counts changes for calendars."""

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        HELD = "held", _("geführt")
        CANCELLED = "cancelled", _("abgesagt")

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="meetings")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts = models.DateTimeField(_("Beginn"))
    ends = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Link zum Gespräch"), max_length=300, blank=True)
    agenda = models.TextField(_("Tagesordnung"), blank=True)
    moderator = models.ForeignKey(User, models.PROTECT, related_name="meetings")
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    minutes = models.TextField(_("Protokoll"), blank=True)
    next_step = models.CharField(_("Nächster Schritt"), max_length=200, blank=True)
    next_step_owner = models.CharField(_("Wer macht das?"), max_length=120, blank=True)
    next_step_on = models.DateField(_("Bis wann?"), null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="introductions_meeting_times"),
            models.UniqueConstraint(
                fields=["introduction"], condition=models.Q(state="planned"), name="introductions_one_planned_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction.number} {self.starts:%d.%m.%Y}"


class Rating(models.Model):
    """How one side found a meeting: 1 (not helpful) to 5 (very helpful). Read by the office only."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="ratings")
    side = models.CharField(max_length=8, choices=SIDES)
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(blank=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "side"], name="introductions_one_rating_per_side"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="introductions_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.stars}"


class Pilot(models.Model):
    """A trial with goal, success criterion and period, agreed before it starts."""

    class Result(models.TextChoices):
        SUCCESS = "success", _("gelungen")
        PARTIAL = "partial", _("teilweise gelungen")
        FAILED = "failed", _("nicht gelungen")

    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="pilot")
    goal = models.TextField(_("Ziel"))
    success_criterion = models.TextField(_("Woran wir den Erfolg erkennen"))
    starts = models.DateField(_("Beginn"))
    ends = models.DateField(_("Ende"))
    agreed_at = models.DateTimeField()
    result = models.CharField(_("Ergebnis"), max_length=8, choices=Result, blank=True)
    lesson = models.TextField(_("Was wir gelernt haben"), blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="introductions_pilot_dates"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | ~models.Q(result="", lesson=""), name="introductions_pilot_result"
            ),
        ]

    def __str__(self) -> str:
        return self.goal[:60]


class CheckIn(models.Model):
    """The question after 30, 60 and 90 days of a pilot: how is it going?"""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="check_ins")
    day = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    given_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["pilot", "day"], name="introductions_check_in_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Cooperation(models.Model):
    """What came of it: an order, a contract, a joint project."""

    class Kind(models.TextChoices):
        ORDER = "order", _("Auftrag")
        LICENCE = "licence", _("Lizenz oder Abo")
        JOINT = "joint", _("gemeinsame Entwicklung")
        RESEARCH = "research", _("Forschungsprojekt")
        STAKE = "stake", _("Beteiligung")

    class Value(models.TextChoices):
        UNKNOWN = "unknown", _("nicht bekannt")
        UNDER_5K = "under_5k", _("unter 5.000 €")
        UNDER_25K = "under_25k", _("5.000 bis 25.000 €")
        UNDER_100K = "under_100k", _("25.000 bis 100.000 €")
        OVER_100K = "over_100k", _("über 100.000 €")

    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="cooperation")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    value = models.CharField(_("Größenordnung"), max_length=10, choices=Value, default=Value.UNKNOWN)
    text = models.TextField(_("Worum es geht"), blank=True)
    since = models.DateField(_("seit"))

    def __str__(self) -> str:
        return self.get_kind_display()


class FollowUp(models.Model):
    """The question 6 and 12 months into a cooperation."""

    cooperation = models.ForeignKey(Cooperation, models.CASCADE, related_name="follow_ups")
    month = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "month"], name="introductions_follow_up_once")]

    def __str__(self) -> str:
        return f"{self.month}"
