from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.Model):
    """A next step for a low score as the office words it; what nobody has changed stands in ``reference/``.

    ``questionnaire`` names it through all versions. ``below``: for scores under it. ``texts``: language -> title,
    text, and for a draft of a need its goal.
    """

    class Kind(models.TextChoices):
        NEED = "need", _("Entwurf eines Bedarfs")
        VISIT = "visit", _("Besuch des Digitalscouts")
        EVENT = "event", _("Veranstaltung")
        FUNDING = "funding", _("Förderung")

    key = models.SlugField(max_length=60, unique=True)
    questionnaire = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    below = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    active = models.BooleanField(default=True)
    texts = models.JSONField(default=dict)
    link = models.URLField(max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class Snapshot(models.Model):
    """The figures of one quarter, made once: "2026-4" holds what was finished before 1 October 2026."""

    quarter = models.CharField(max_length=6, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["quarter"]

    def __str__(self) -> str:
        return self.quarter


class Block(models.Model):
    """A published sum that is never taken apart, see ``engines/privacy/blocks``. Who stands in it is not kept.

    ``row`` is a group of industries, ``column`` a size class, "" for all. ``sums``: topic -> sum of whole scores.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="blocks")
    questionnaire = models.CharField(max_length=80)
    row = models.CharField(max_length=12, blank=True)
    column = models.CharField(max_length=8, blank=True)
    count = models.PositiveIntegerField()
    sums = models.JSONField()
    overall = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=6), name="maturity_block_of_six")]

    def __str__(self) -> str:
        return f"{self.row or '*'} × {self.column or '*'}"
