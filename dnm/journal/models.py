from django.db import models


class Entry(models.Model):
    """One thing that happened: added, never changed. The worker or the request seals it into the chain.

    Holds no personal data: ``details`` carries counts, codes and digests, people stand in ``Aside``.
    """

    at = models.DateTimeField()
    actor_label = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    municipality = models.CharField(max_length=8, blank=True)
    details = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="journal_subject"),
            models.Index(fields=["verb", "at"], name="journal_verb"),
            models.Index(fields=["id"], name="journal_unsealed", condition=models.Q(sequence=None)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}:{self.subject_id}"


class Aside(models.Model):
    """Personal words of an entry: the chain holds only their salted commitment, so they can be erased."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="aside", primary_key=True)
    actor_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text


class Head(models.Model):
    """The end of the chain: one row, locked while sealing."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
