from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.directory.models import Organisation

from .events import Registration


class Attendance(models.Model):
    """Somebody was there: evidence, sealed in the journal. A mistake is voided, never deleted. Names nobody."""

    class Way(models.TextChoices):
        PHONE = "phone", _("Code am eigenen Telefon")
        CODE = "code", _("Code am Empfang")
        LIST = "list", _("Unterschrift auf der Liste")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="attendances")
    municipality = models.CharField(max_length=8, blank=True)
    way = models.CharField(max_length=5, choices=Way)
    came_at = models.DateTimeField(db_index=True)
    voided_at = models.DateTimeField(null=True)

    sealed_fields = ("registration_id", "organisation_id", "municipality", "way", "came_at", "voided_at")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(voided_at=None), name="events_attended_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.came_at}"


class SurveyAnswer(models.Model):
    """What somebody said afterwards. Results leave the office as counts only, and not for fewer than five firms."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="survey_answer")
    useful = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    organised = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    again = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(max_length=2000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(useful__range=(1, 5), organised__range=(1, 5), again__range=(1, 5)),
                name="events_survey_stars",
            )
        ]

    def __str__(self) -> str:
        return f"{self.useful}/{self.organised}/{self.again}"
