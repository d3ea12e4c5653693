from django.db import models

from dnm.introductions.models import GivenRelease, PassedOn

from .days import Participant


class ParticipantRelease(GivenRelease):
    """A participant's consent that name and firm go to those it will meet on this day."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="releases")

    sealed_fields = ("participant_id", *GivenRelease.sealed_fields)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(revoked_at=None, voided_at=None),
                name="events_one_valid_release",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}"


class ParticipantDisclosure(PassedOn):
    """One field that a published plan passed on to one other participant."""

    release = models.ForeignKey(ParticipantRelease, models.PROTECT, related_name="disclosures")
    receiver = models.ForeignKey(Participant, models.PROTECT, related_name="received")

    sealed_fields = ("release_id", "receiver_id", *PassedOn.sealed_fields)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.field} → {self.receiver_id}"
