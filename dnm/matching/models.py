from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User
from dnm.directory.models import Contact, Organisation, Topic

from .workflow import NeedState

STATE_LABELS = {
    NeedState.DRAFT: _("Entwurf"),
    NeedState.SUBMITTED: _("eingereicht"),
    NeedState.QUALIFIED: _("geschärft"),
    NeedState.MATCHED: _("in Vermittlung"),
    NeedState.CLOSED_SOLVED: _("gelöst"),
    NeedState.CLOSED_UNSOLVED: _("nicht gelöst"),
    NeedState.WITHDRAWN: _("zurückgezogen"),
    NeedState.EXPIRED: _("abgelaufen"),
}


class Budget(models.TextChoices):
    UNKNOWN = "unknown", _("noch offen")
    UNDER_5K = "under_5k", _("unter 5.000 €")
    FROM_5K = "5k_10k", _("5.000 bis 10.000 €")
    FROM_10K = "10k_25k", _("10.000 bis 25.000 €")
    FROM_25K = "25k_50k", _("25.000 bis 50.000 €")
    OVER_50K = "over_50k", _("über 50.000 €")


class Form(models.TextChoices):
    """How both sides would like to work together."""

    PILOT = "pilot", _("Pilotprojekt")
    PURCHASE = "purchase", _("Kauf oder Abo")
    JOINT_DEVELOPMENT = "joint_development", _("gemeinsame Entwicklung")
    LICENCE = "licence", _("Lizenz")
    RESEARCH = "research", _("Forschungsprojekt")
    UNSURE = "unsure", _("noch offen")


class ReasonCode(models.TextChoices):
    """Why something did not go on. Private to the office."""

    NO_BUDGET = "no_budget", _("kein Budget")
    WRONG_TIMING = "wrong_timing", _("falscher Zeitpunkt")
    WRONG_TECHNOLOGY = "wrong_technology", _("falsche Technik")
    TOO_EARLY = "too_early", _("Startup noch zu früh")
    TOO_LATE = "too_late", _("zu spät")
    ALREADY_SOLVED = "already_solved", _("bereits gelöst")
    COMPETITOR = "competitor", _("Wettbewerber")
    NO_CAPACITY = "no_capacity", _("keine Kapazität")
    NO_DECISION_MAKER = "no_decision_maker", _("niemand entscheidet")
    TERMS = "terms", _("Bedingungen passen nicht")
    NO_ANSWER = "no_answer", _("keine Antwort")


class Need(models.Model):
    """What a company looks for (Bedarf). Confidential: start-ups see the teaser, never this row."""

    class Confidentiality(models.TextChoices):
        INTERNAL = "internal", _("vertraulich: nur das Büro")
        ANONYMOUS = "anonymous", _("anonym: Startups sehen nur den Steckbrief")
        OPEN = "open", _("offen: der Betrieb wird genannt")

    number = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001 - drafts have none
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="needs")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="needs")
    title = models.CharField(_("Überschrift"), max_length=120, blank=True)
    problem = models.TextField(_("Problem"), max_length=6000, blank=True)
    goal = models.TextField(_("Ziel"), max_length=3000, blank=True)
    language = models.CharField(max_length=5, default="de")
    confidentiality = models.CharField(
        _("Vertraulichkeit"), max_length=10, choices=Confidentiality, default=Confidentiality.ANONYMOUS
    )
    shown_to_startups = models.BooleanField(_("registrierte Startups und Partner-Hubs"), default=False)
    shown_publicly = models.BooleanField(_("öffentliche Seite der offenen Bedarfe"), default=False)
    forms = models.JSONField(_("gewünschte Zusammenarbeit"), default=list)
    budget = models.CharField(_("Budget"), max_length=10, choices=Budget, default=Budget.UNKNOWN)
    decide_by = models.DateField(_("Entscheidung bis"), null=True, blank=True)
    start_by = models.DateField(_("Beginn bis"), null=True, blank=True)
    decision_maker = models.CharField(_("Wer entscheidet?"), max_length=160, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="needs")
    state = models.CharField(max_length=16, choices=[(s, STATE_LABELS[s]) for s in NeedState], default=NeedState.DRAFT)
    state_since = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    qualified_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    scout = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="needs_in_charge")
    source = models.CharField(max_length=20, default="page")
    version = models.PositiveIntegerField(default=1)
    form_token = models.CharField(max_length=43, null=True, blank=True, unique=True, editable=False)
    ranked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "answer_by"], name="matching_need_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(NeedState)), name="matching_need_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"]) | models.Q(number__isnull=False),
                name="matching_submitted_needs_are_numbered",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.problem[:60]

    @property
    def text(self) -> str:
        """What the ranking engine reads."""
        return "\n".join(part for part in (self.problem, self.goal) if part)


class Teaser(models.Model):
    """What start-ups may read before the release (Steckbrief), one per language. Its own table, never the need's row.

    The approval binds to the text by ``approved_hash``; any edit makes it void.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="teasers")
    language = models.CharField(_("Sprache"), max_length=2, choices=[("de", "Deutsch"), ("en", "English")])
    title = models.CharField(_("Überschrift"), max_length=120)
    text = models.TextField(_("Problem und Ziel"), max_length=600)
    industry = models.CharField(_("Branche im Steckbrief"), max_length=160, blank=True)
    region = models.CharField(_("Region im Steckbrief"), max_length=80, blank=True)
    size = models.CharField(_("Größe im Steckbrief"), max_length=60, blank=True)
    budget = models.CharField(max_length=60, blank=True)
    forms = models.CharField(max_length=200, blank=True)
    decide_by = models.DateField(null=True, blank=True)
    accepted_risks = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["need", "language"], name="matching_teaser_per_language")]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """What a start-up can do (Angebot), in its own language."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="offers")
    title = models.CharField(_("Überschrift"), max_length=120)
    text = models.TextField(_("Angebot"), max_length=6000)
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    language_fixed = models.BooleanField(default=False)
    price_from = models.DecimalField(_("Preis ab"), max_digits=10, decimal_places=2, null=True, blank=True)
    price_to = models.DecimalField(_("Preis bis"), max_digits=10, decimal_places=2, null=True, blank=True)
    price_unit = models.CharField(max_length=5, blank=True, choices=[("once", _("einmalig")), ("month", _("im Monat"))])
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Match(models.Model):
    """An offer the engine ranked for a need, with its reasons. A suggestion only; people decide."""

    class Decision(models.TextChoices):
        OPEN = "open", _("noch nicht entschieden")
        SHORTLISTED = "shortlisted", _("auf der Shortlist")
        REJECTED = "rejected", _("passt nicht")
        LATER = "later", _("später")

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="matches")
    rank = models.PositiveIntegerField()
    score = models.IntegerField()
    weak = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    engine_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision, default=Decision.OPEN)
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="matching_one_match_per_pair")]

    def __str__(self) -> str:
        return f"{self.need} – {self.offer}"


class Refusal(models.Model):
    """A remembered "no": this pair is not proposed again for this need; the code weighs on later suggestions."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="refusals")
    startup = models.ForeignKey(Organisation, models.CASCADE, related_name="refusals")
    side = models.CharField(
        max_length=8, choices=[("company", "company"), ("startup", "startup"), ("office", "office")]
    )
    reason_code = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "startup"], name="matching_refusal_once")]

    def __str__(self) -> str:
        return f"{self.startup}: {self.reason_code}"


class Sounding(models.Model):
    """How many start-ups would answer a problem that the company has not sent yet. Only the number is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="soundings")
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    problem = models.TextField(max_length=6000)
    goal = models.TextField(max_length=3000, blank=True)
    language = models.CharField(max_length=5, default="de")
    startups = models.PositiveIntegerField(null=True)
    ranked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="matching_sounding_once")]

    def __str__(self) -> str:
        return self.title


class NumberRange(models.Model):
    """The last number given in a year, locked while counting on: B-2026-064, V-2026-118."""

    prefix = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="matching_number_range")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:03d}"
