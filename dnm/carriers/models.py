from django.db import models

from dnm.directory.models import Organisation


class Share(models.Model):
    """A carrier's part in the company that runs the centre, from a day on; never overwritten, a newer row counts."""

    carrier = models.ForeignKey(Organisation, models.PROTECT, related_name="shares")
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    since = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    sealed_fields = ("carrier_id", "percent", "since", "source")

    class Meta:
        ordering = ["-percent", "carrier__sort_name"]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "since"], name="carriers_share_per_day"),
            models.CheckConstraint(condition=models.Q(percent__gt=0, percent__lte=100), name="carriers_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.percent} %"
