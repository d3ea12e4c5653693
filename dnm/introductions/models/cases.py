from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User
from dnm.directory.models import Contact, Organisation
from dnm.matching.models import Need, Offer, ReasonCode

from ..workflow import AFTER_INTRODUCTION, Party, State

STATE_LABELS = {
    State.SUGGESTED: _("Vorschlag"),
    State.SHORTLISTED: _("Shortlist"),
    State.COMPANY_ASKED: _("Unternehmen gefragt"),
    State.STARTUP_ASKED: _("Startup gefragt"),
    State.RELEASE_PENDING: _("Freigabe ausstehend"),
    State.INTRODUCED: _("Vorgestellt"),
    State.MEETING_SCHEDULED: _("Erstgespräch terminiert"),
    State.MEETING_HELD: _("Erstgespräch geführt"),
    State.PILOT_RUNNING: _("Pilot läuft"),
    State.PILOT_DONE: _("Pilot abgeschlossen"),
    State.COOPERATION: _("Kooperation"),
    State.DECLINED: _("abgesagt"),
    State.EXPIRED: _("abgelaufen"),
    State.PAUSED: _("pausiert"),
    State.STOPPED: _("beendet"),
}
SIDES = [("company", _("Unternehmen")), ("startup", _("Startup"))]


class Introduction(models.Model):
    """One company and one start-up on their way (Vermittlung). The row is locked by every step."""

    class OpenedBy(models.TextChoices):
        ENGINE = "engine", _("Vorschlag der Suche")
        SCOUT = "scout", _("Büro")
        HUB = "hub", _("Partner-Hub")
        COMPANY = "company", _("Unternehmen")
        STARTUP = "startup", _("Startup")
        EVENT = "event", _("Veranstaltung")

    number = models.CharField(max_length=20, unique=True)
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="introductions")
    company = models.ForeignKey(Organisation, models.PROTECT, related_name="introductions_as_company")
    startup = models.ForeignKey(Organisation, models.PROTECT, related_name="introductions_as_startup")
    company_contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    startup_contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    offer = models.ForeignKey(Offer, models.SET_NULL, null=True, blank=True, related_name="introductions")
    hub = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="introductions_as_hub")
    opened_by = models.CharField(max_length=8, choices=OpenedBy, default=OpenedBy.SCOUT)
    title = models.CharField(max_length=120)
    owner = models.ForeignKey(User, models.PROTECT, related_name="introductions")
    state = models.CharField(max_length=20, choices=[(s, STATE_LABELS[s]) for s in State], default=State.SUGGESTED)
    since = models.DateTimeField()
    due_on = models.DateField(null=True)
    waiting_for = models.CharField(max_length=20, blank=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    paused_until = models.DateField(null=True)
    paused_from = models.CharField(max_length=20, blank=True)
    score = models.IntegerField(null=True)
    reasons = models.JSONField(default=list)
    engine_version = models.CharField(max_length=40, blank=True)
    shortlist_reason = models.TextField(blank=True)
    startup_answers = models.JSONField(default=dict)
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    reason_side = models.CharField(max_length=8, choices=[*SIDES, ("office", _("Büro"))], blank=True)
    passed_on = models.CharField(max_length=300, blank=True)
    known_from = models.CharField(max_length=200, blank=True)
    company_release = models.OneToOneField(
        "introductions.Release", models.PROTECT, null=True, blank=True, related_name="+"
    )
    startup_release = models.OneToOneField(
        "introductions.Release", models.PROTECT, null=True, blank=True, related_name="+"
    )
    introduced_at = models.DateTimeField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="introductions_board"),
            models.Index(fields=["owner", "due_on"], name="introductions_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(State)), name="introductions_state_known"),
            models.UniqueConstraint(fields=["need", "startup"], name="introductions_one_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(state__in=AFTER_INTRODUCTION)
                | models.Q(company_release__isnull=False, startup_release__isnull=False),
                name="introductions_need_two_releases",
            ),
            models.CheckConstraint(
                condition=models.Q(introduced_at=None)
                | models.Q(company_release__isnull=False, startup_release__isnull=False),
                name="introductions_introduced_with_releases",
            ),
            models.CheckConstraint(condition=~models.Q(company=models.F("startup")), name="introductions_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def organisation_of(self, side: Party) -> Organisation:
        return self.company if side == Party.COMPANY else self.startup

    def contact_of(self, side: Party) -> Contact | None:
        return self.company_contact if side == Party.COMPANY else self.startup_contact

    @property
    def waits_for(self) -> list[Party]:
        return [Party(name) for name in self.waiting_for.split() if name]


class StepTaken(models.Model):
    """One step of a case as it was taken, or recorded by a scout for a party."""

    class Source(models.TextChoices):
        PAGE = "page", _("auf der Seite")
        LINK = "link", _("über den Link im Brief")
        PHONE = "phone", _("am Telefon")
        IN_PERSON = "in_person", _("persönlich")
        PAPER = "paper", _("auf Papier")
        CLOCK = "clock", _("durch Fristablauf")

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=30)
    source_state = models.CharField(max_length=20)
    target_state = models.CharField(max_length=20)
    party = models.CharField(max_length=8)
    by_label = models.CharField(max_length=40)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    said_by = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)
    said_where = models.CharField(max_length=160, blank=True)
    note = models.TextField(blank=True)
    disputed_at = models.DateTimeField(null=True)
    dispute = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.source_state} → {self.target_state}"


class Question(models.Model):
    """A question of one side to the scout, and the answer."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="questions")
    side = models.CharField(max_length=8, choices=SIDES)
    text = models.TextField()
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class PhoneTask(models.Model):
    """Somebody has to be called: made by the clock when a side stays silent, or by a scout."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="phone_tasks")
    side = models.CharField(max_length=8, choices=SIDES)
    reason = models.CharField(max_length=200)
    due_on = models.DateField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction", "side"], condition=models.Q(done_at=None), name="introductions_one_call_open"
            )
        ]

    def __str__(self) -> str:
        return self.reason
