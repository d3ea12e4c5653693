from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User
from dnm.directory.models import Contact, Organisation

from ..workflow import Way
from .checks import Check


class Round(models.Model):
    """Many companies are invited to one questionnaire until a day. ``text``: the office's words in the letter."""

    title = models.CharField(max_length=120)
    questionnaire = models.CharField(max_length=80)
    due_on = models.DateField()
    text = models.TextField(blank=True)
    scout = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Invited(models.Model):
    """One company in one round: how it was reached, and how far it came."""

    WAY_LABELS = {
        Way.EMAIL: _("E-Mail"),
        Way.LETTER: _("Brief"),
        Way.PHONE: _("Anruf"),
        Way.NONE: _("möchte nicht angesprochen werden"),
    }

    round = models.ForeignKey(Round, models.CASCADE, related_name="invited")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="check_invitations")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=6, choices=list(WAY_LABELS.items()))
    invited_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    check_done = models.ForeignKey(Check, models.SET_NULL, null=True, blank=True, related_name="invitations")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="maturity_invited_once"),
            models.CheckConstraint(condition=models.Q(reminders__lte=2), name="maturity_two_reminders"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"

    @property
    def state(self) -> str:
        """invited, opened, begun or finished."""
        if self.check_done:
            return "begun" if self.check_done.is_open else "finished"
        return "opened" if self.opened_at else "invited"
