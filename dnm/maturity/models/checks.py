from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import LetterLanguage, MailedDoor, User
from dnm.directory.models import Contact, Organisation

from ..workflow import CheckState, Stage

STATE_LABELS = {CheckState.OPEN: _("in Arbeit"), CheckState.FINISHED: _("abgeschlossen")}
STAGE_LABELS = {
    Stage.T0: _("T0: vor der Begleitung"),
    Stage.T1: _("T1: nach der Begleitung"),
    Stage.T2: _("T2: später"),
}
STAGES = [(stage, STAGE_LABELS[stage]) for stage in Stage]


class Check(models.Model):
    """One company at one questionnaire (Digital-Check). Confidential: the company and the scouts see it.

    A guest's check has no organisation until the office takes it over; ``firm`` is what the guest told for that:
    name, head_count, industry, postcode. ``revision`` counts the saved pages. ``scores`` (topic -> whole number),
    ``overall`` and the firm's size, industry and place are those of the day it was finished; the exact scores
    follow from the answers. ``counted_in`` is the quarter in which it entered a published block.
    """

    class Way(models.TextChoices):
        ALONE = "alone", _("allein")
        TABLE = "table", _("am Tisch mit dem Digitalscout")
        GUEST = "guest", _("ohne Konto")

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="checks")
    questionnaire = models.CharField(max_length=80)
    stage = models.CharField(max_length=2, choices=STAGES, default=Stage.T0)
    state = models.CharField(max_length=10, choices=[(s, STATE_LABELS[s]) for s in CheckState], default=CheckState.OPEN)
    way = models.CharField(max_length=5, choices=Way, default=Way.ALONE)
    scout = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    firm = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    scores = models.JSONField(default=dict)
    overall = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=20, blank=True)
    size_class = models.CharField(max_length=8, blank=True)
    industry = models.CharField(max_length=8, blank=True)
    municipality = models.CharField(max_length=8, blank=True)
    counted_in = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["questionnaire", "state", "finished_at"], name="maturity_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "questionnaire"], condition=models.Q(state="open"),
                name="maturity_one_open_check",
            ),
            models.UniqueConstraint(
                fields=["organisation", "questionnaire", "stage"], name="maturity_one_check_per_stage"
            ),
            models.CheckConstraint(condition=models.Q(state__in=list(CheckState)), name="maturity_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(finished_at__isnull=False, overall__isnull=False),
                name="maturity_finished_with_scores",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.stage}"

    @property
    def is_open(self) -> bool:
        return self.state == CheckState.OPEN


class Answer(models.Model):
    """What somebody said to one question last: an allowed answer, a way out, or None for taken back.

    ``revision`` is the check's at that moment, so that a page knows what changed since it was opened.
    """

    check_done = models.ForeignKey(Check, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["check_done", "item"], name="maturity_one_answer_per_item")]

    def __str__(self) -> str:
        return self.item


class Door(MailedDoor):
    """Lets somebody without an account into a check: the guest who began it, a colleague, an invited contact.

    ``topic``: only that one. ``session``: opened by the browser it was made in, never by an address. The invited
    contact's door gets its check when the check is begun. In the journal the person acts under this row.
    """

    check_done = models.ForeignKey(Check, models.CASCADE, null=True, blank=True, related_name="doors")
    invited = models.ForeignKey("Invited", models.CASCADE, null=True, blank=True, related_name="doors")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="check_doors")
    topic = models.CharField(max_length=40, blank=True)
    session = models.BooleanField(default=False)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=2, choices=LetterLanguage, default=LetterLanguage.GERMAN)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_done__isnull=False) | models.Q(invited__isnull=False),
                name="maturity_door_leads_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.topic or "*"


class PlannedStage(models.Model):
    """The day from which a company takes its next check; set by the office. ``told_at``: the company knows."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="planned_checks")
    questionnaire = models.CharField(max_length=80)
    stage = models.CharField(max_length=2, choices=STAGES)
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "questionnaire", "stage"], name="maturity_one_date_per_stage"
            ),
            models.CheckConstraint(condition=models.Q(stage__in=["T1", "T2"]), name="maturity_planned_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.due_on}"
