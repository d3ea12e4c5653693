from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.introductions.models import Introduction
from dnm.introductions.models.cases import SIDES

from ..workflow import Goal, Keep, PlanState
from .days import MeetingDay, Participant

PLAN_STATE_LABELS = {
    PlanState.DRAFT: _("Entwurf"),
    PlanState.VARIANT: _("Gedankenspiel"),
    PlanState.PUBLISHED: _("veröffentlicht"),
    PlanState.SUPERSEDED: _("ersetzt"),
}


class Plan(models.Model):
    """One version of a meeting day's timetable. ``slots``: the frame it was made for, as in ``MeetingDay.slots``.

    ``status`` and the figures are the engine's; empty while it works. ``course``: list of [seconds, value, gaps,
    bound] as the engine reported them, for the live picture (goal "all": no value, breaks for gaps).
    Changed by hand, the engine's figures count no longer. ``fairness``: by how many breaks two may differ at most.
    ``reasons``: why it is impossible, as codes with their parameters; ``queries.reasons_of`` words them.
    ``asked_at_revision``: of the day, as the page showed it on which the plan was asked for.
    """

    class Status(models.TextChoices):
        OPTIMAL = "optimal", _("bewiesen das Beste")
        FEASIBLE = "feasible", _("gültig")
        INFEASIBLE = "infeasible", _("unmöglich")
        UNKNOWN = "unknown", _("kein Plan gefunden")

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="plans")
    version = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=[(s, PLAN_STATE_LABELS[s]) for s in PlanState], default=PlanState.DRAFT
    )
    slots = models.JSONField(default=list)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followers")
    keep = models.CharField(max_length=10, choices=[(k, k) for k in Keep], default=Keep.NOTHING)
    goal = models.CharField(max_length=5, choices=[(g, g) for g in Goal], default=Goal.VALUE)
    fairness = models.PositiveSmallIntegerField(null=True)
    from_slot = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, blank=True)
    value = models.IntegerField(null=True)
    bound = models.FloatField(null=True)
    breaks = models.PositiveIntegerField(null=True)
    idle_slots = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    course = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    changed_by_hand = models.BooleanField(default=False)
    asked_at_revision = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["day", "version"], name="events_plan_version"),
            models.UniqueConstraint(
                fields=["day"], condition=models.Q(state="published"), name="events_one_published_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.version}"


class PlannedMeeting(models.Model):
    """A talk at a time and a table. Constraints keep a plan free of double bookings. Slots, tables from 0."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="meetings")
    company = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    startup = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    slot = models.PositiveSmallIntegerField()
    table = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["slot", "table"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "company", "startup"], name="events_meeting_once"),
            models.UniqueConstraint(fields=["plan", "company", "slot"], name="events_company_at_one_table"),
            models.UniqueConstraint(fields=["plan", "startup", "slot"], name="events_startup_at_one_table"),
            models.UniqueConstraint(fields=["plan", "slot", "table"], name="events_table_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slot}/{self.table}"


class Encounter(models.Model):
    """A talk that was held (Begegnung): counted apart from introductions and matches, sealed, one per pair and day."""

    company = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    startup = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    municipality = models.CharField(max_length=8, blank=True)
    held_at = models.DateTimeField(db_index=True)
    voided_at = models.DateTimeField(null=True)
    introduction = models.ForeignKey(Introduction, models.SET_NULL, null=True, related_name="encounters")

    sealed_fields = ("company_id", "startup_id", "municipality", "held_at", "voided_at")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "startup"], condition=models.Q(voided_at=None), name="events_encounter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} – {self.startup_id}"


class EncounterRating(models.Model):
    """How one side found a talk, 1 to 5. Read by the office only.

    ``going_on_text``: the consent to stay in touch with our help, in the words that were ticked; empty without it.
    """

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="ratings")
    side = models.CharField(max_length=8, choices=SIDES)
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(max_length=2000, blank=True)
    going_on_text = models.TextField(blank=True)
    going_on_language = models.CharField(max_length=2, blank=True)
    going_on_source = models.CharField(max_length=10, blank=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["encounter", "side"], name="events_rating_per_side"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="events_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {self.stars}"
