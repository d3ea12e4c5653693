from django.db import models

from dnm.accounts.models import MailedDoor
from dnm.directory.models import Contact
from dnm.matching.models import Need

from .cases import SIDES, Introduction, StepTaken


class GivenRelease(models.Model):
    """What every release consists of, wherever it is given. Never overwritten: a new one is a new row.

    The text that was shown is bound by its hash, the name of who gave it by a commitment, so that both can be erased.
    """

    fields = models.JSONField()
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2)
    given_label = models.CharField(max_length=40)
    given_id = models.BigIntegerField(null=True)
    given_name = models.CharField(max_length=200, blank=True)
    name_salt = models.CharField(max_length=32, blank=True)
    name_commitment = models.CharField(max_length=64, blank=True)
    name_erased_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=10, choices=StepTaken.Source)
    said_on = models.DateField(null=True)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    sealed_fields: tuple[str, ...] = (
        "fields", "text_hash", "language", "given_label", "given_id", "name_commitment", "name_erased_at", "source",
        "said_on", "given_at", "revoked_at", "voided_at",
    )  # fmt: skip
    bound_texts = {"text": "text_hash"}
    committed_values = {"name_commitment": ("name_salt", "name_erased_at", "given_name")}

    class Meta:
        abstract = True

    @property
    def valid(self) -> bool:
        return self.revoked_at is None and self.voided_at is None


class Release(GivenRelease):
    """One side's consent to pass on named fields for one case (Freigabe)."""

    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="releases")
    side = models.CharField(max_length=8, choices=SIDES)

    sealed_fields = ("introduction_id", "side", *GivenRelease.sealed_fields)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "side"],
                condition=models.Q(revoked_at=None, voided_at=None),
                name="introductions_one_valid_release",
            )
        ]

    def __str__(self) -> str:
        return f"{self.introduction.number} {self.side}"


class PassedOn(models.Model):
    """What every line of a receipt consists of: one field that was passed on to somebody.

    ``value`` and ``to_name`` are personal; the seal holds a commitment to each, as each may be erased alone.
    """

    field = models.CharField(max_length=20)
    value = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    value_commitment = models.CharField(max_length=64)
    to_label = models.CharField(max_length=40)
    to_id = models.BigIntegerField(null=True)
    to_name = models.CharField(max_length=200, blank=True)
    to_salt = models.CharField(max_length=32, blank=True)
    to_commitment = models.CharField(max_length=64, blank=True)
    to_erased_at = models.DateTimeField(null=True)
    disclosed_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    sealed_fields: tuple[str, ...] = (
        "field", "value_commitment", "erased_at", "to_label", "to_id", "to_commitment", "to_erased_at", "disclosed_at",
        "hidden_at",
    )  # fmt: skip
    committed_values = {
        "value_commitment": ("salt", "erased_at", "value"),
        "to_commitment": ("to_salt", "to_erased_at", "to_name"),
    }

    class Meta:
        abstract = True


class Disclosure(PassedOn):
    """One field of a case that was passed on: the receipt is the list of these rows."""

    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="disclosures")
    release = models.ForeignKey(Release, models.PROTECT, related_name="disclosures")
    side = models.CharField(max_length=8, choices=SIDES)

    sealed_fields = ("introduction_id", "release_id", "side", *PassedOn.sealed_fields)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "field"], name="introductions_disclosed_once")]

    def __str__(self) -> str:
        return f"{self.side}: {self.field}"


class MailedLink(MailedDoor):
    """A personal link in a letter: with the mailed code it lets a contact act on one case or one need."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="mailed_links")
    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="mailed_links")
    introduction = models.ForeignKey(Introduction, models.CASCADE, null=True, blank=True, related_name="mailed_links")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(need__isnull=True, introduction__isnull=False)
                | models.Q(need__isnull=False, introduction__isnull=True),
                name="introductions_link_one_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}"
