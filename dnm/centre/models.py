from django.db import models


class Centre(models.Model):
    """The centre itself: one row with what letters and pages say about it."""

    name = models.CharField(max_length=120, default="Digitales Zentrum Mittelstand")
    region = models.CharField(max_length=80, default="Kreis Soest")
    operator = models.CharField(max_length=160, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=80, default="Lippstadt")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    represented_by = models.CharField(max_length=160, blank=True)
    register_entry = models.CharField(max_length=120, blank=True)
    privacy_officer = models.CharField(max_length=200, blank=True)
    ranking_weights = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="centre_only_one")]

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    """A text the office may word: key and language name the place where it appears."""

    key = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    body = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="centre_text_once")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class Deadline(models.Model):
    """How many days a state of an introduction may last, and when to remind; overrides the built-in table."""

    state = models.CharField(max_length=30, unique=True)
    days = models.PositiveSmallIntegerField()
    reminder_after = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.state}: {self.days}"


class Closure(models.Model):
    """Days on which the office is closed (both included): due dates move behind them."""

    name = models.CharField(max_length=80)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="centre_closure_dates")
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """When somebody answers the telephone; weekday 0 is Monday."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="centre_weekday"),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="centre_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"
