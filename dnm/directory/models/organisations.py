from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User

from ..sorting import search_form, sort_key


class Topic(models.Model):
    """What needs and offers are about; the office may add topics."""

    key = models.SlugField(max_length=40, unique=True)
    name_de = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["name_de"]

    def __str__(self) -> str:
        return self.name_de


class Organisation(models.Model):
    """A company, start-up, carrier, hub or other party. Codes for industry and municipality, see ``reference/``."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Unternehmen")
        STARTUP = "startup", _("Startup")
        CARRIER = "carrier", _("Träger")
        HUB = "hub", _("Partner-Hub")
        OTHER = "other", _("Sonstige")

    class Source(models.TextChoices):
        WEBSITE = "website", _("über die Website")
        PHONE = "phone", _("per Telefon")
        EVENT = "event", _("auf einer Veranstaltung")
        CARRIER = "carrier", _("durch einen Träger")
        RECOMMENDATION = "recommendation", _("auf Empfehlung")
        CHAMBER = "chamber", _("durch eine Kammer")
        VISIT = "visit", _("bei einem Besuch")
        HUB = "hub", _("durch einen Partner-Hub")
        OTHER = "other", _("auf anderem Weg")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    name = models.CharField(_("Name"), max_length=160)
    sort_name = models.CharField(max_length=200, editable=False, db_index=True)
    search_name = models.CharField(max_length=200, editable=False)
    legal_form = models.CharField(_("Rechtsform"), max_length=60, blank=True)
    register_number = models.CharField(_("Registernummer"), max_length=60, blank=True)
    head_count = models.PositiveIntegerField(_("Beschäftigte"), null=True, blank=True)
    head_count_on = models.DateField(_("Stand der Beschäftigtenzahl"), null=True, blank=True)
    size_class = models.CharField(max_length=8, blank=True, editable=False, db_index=True)
    founded = models.PositiveSmallIntegerField(_("Gründungsjahr"), null=True, blank=True)
    industry = models.CharField(_("Branche"), max_length=8, blank=True, db_index=True)
    industry_version = models.CharField(max_length=10, blank=True)
    municipality = models.CharField(_("Gemeinde"), max_length=8, blank=True, db_index=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    place = models.CharField(_("Ort"), max_length=80, blank=True)
    state = models.CharField(_("Bundesland"), max_length=40, blank=True)
    website = models.URLField(_("Website"), max_length=200, blank=True)
    languages = models.JSONField(_("Sprachen"), default=list)
    topics = models.ManyToManyField(Topic, blank=True, related_name="organisations")
    source = models.CharField(_("Wie kam der Kontakt zustande?"), max_length=20, choices=Source, blank=True)
    scout = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="organisations_in_charge")
    on_holiday_until = models.DateField(_("Betriebsferien bis"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    form_token = models.CharField(max_length=43, null=True, blank=True, unique=True, editable=False)
    fictitious = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["kind", "sort_name", "id"], name="directory_kind_sorted"),
            # The figures beside the filters are counted from the index alone.
            models.Index(fields=["kind", "industry", "municipality", "size_class", "scout"], name="directory_counted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["company", "startup", "carrier", "hub", "other"]), name="directory_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        """Keeps the derived columns true: sort order, search form, size class."""
        from ..industries import size_class  # noqa: PLC0415 - reads the reference files on first use

        self.sort_name, self.search_name = sort_key(self.name)[:200], search_form(self.name)[:200]
        self.size_class = size_class(self.head_count).key if self.head_count is not None else ""
        super().save(**options)  # type: ignore[arg-type]

    @property
    def name_and_place(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


class StartupProfile(models.Model):
    """What start-ups tell beyond the facts every organisation has."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("Idee")
        SEED = "seed", _("Gründung")
        EARLY = "early", _("erste Kunden")
        GROWTH = "growth", _("Wachstum")
        LATER = "later", _("etabliert")

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="startup")
    summary = models.TextField(_("Was Sie lösen und für wen"), blank=True)
    stage = models.CharField(_("Phase"), max_length=8, choices=Stage, blank=True)
    model = models.CharField(_("Geschäftsmodell"), max_length=20, blank=True)
    forms = models.JSONField(_("Formen der Zusammenarbeit"), default=list)
    target_industries = models.JSONField(_("Zielbranchen"), default=list)
    target_sizes = models.JSONField(_("Betriebsgrößen"), default=list)
    capacity = models.PositiveSmallIntegerField(_("Vorstellungen je Quartal"), default=2)
    paused_until = models.DateField(_("Pause bis"), null=True, blank=True)
    listed = models.BooleanField(_("öffentlich gelistet"), default=False)
    vouched_by = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="vouched_for")
    vouched_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    rejection_reason = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return str(self.organisation)


class Reference(models.Model):
    """A customer a start-up may name: said by the start-up, confirmed by nobody unless it says so."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="references")
    text = models.CharField(_("Referenz"), max_length=200)
    industry = models.CharField(_("Branche"), max_length=8, blank=True)
    year = models.PositiveSmallIntegerField(_("Jahr"), null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.text


class Note(models.Model):
    """A short note of the office on an organisation (Kurznotiz)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="notes")
    text = models.TextField(_("Notiz"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]
