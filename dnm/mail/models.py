from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """One message to one person. Nothing leaves the house without a row here.

    The Message-ID is fixed at insert: after a crash a message in flight may arrive twice, with one id.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        SENDING = "sending", _("wird gesendet")
        SENT = "sent", _("gesendet")
        FAILED = "failed", _("nicht zugestellt")

    message_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    to_name = models.CharField(max_length=200, blank=True)
    to_address = models.EmailField(max_length=254)
    recipient_label = models.CharField(max_length=60, blank=True)
    recipient_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    from_name = models.CharField(max_length=200)
    reply_to = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="de")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    body_html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["not_before"], name="mail_due", condition=models.Q(state__in=["waiting", "sending"])),
            models.Index(fields=["state", "-id"], name="mail_state"),
            models.Index(fields=["subject_label", "subject_id"], name="mail_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "sent", "failed"]),
                name="mail_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.to_address}"
