from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dnm.accounts.models import LetterLanguage, User
from dnm.directory.models import Contact, Organisation

from ..workflow import EventState

EVENT_STATE_LABELS = {
    EventState.DRAFT: _("Entwurf"),
    EventState.ANNOUNCED: _("angekündigt"),
    EventState.CANCELLED: pgettext_lazy("Termin", "abgesagt"),
    EventState.OVER: _("vorbei"),
}


class Event(models.Model):
    """What the centre invites to (Veranstaltung). The row is locked whenever a place is given or freed.

    ``series``: events with the same words here belong together. UID stays, SEQUENCE counts changes for calendars.
    ``door_code`` hangs at the entrance: with it people check in on their own phone.
    """

    class Kind(models.TextChoices):
        MEETING_DAY = "meeting_day", _("Matchingtag")
        REVERSE_PITCH = "reverse_pitch", _("Reverse Pitch")
        VISIT = "visit", _("Betriebsbesuch")
        WORKSHOP = "workshop", _("Workshop")
        OTHER = "other", _("andere Veranstaltung")

    kind = models.CharField(_("Art"), max_length=14, choices=Kind, default=Kind.WORKSHOP)
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.TextField(_("Worum es geht"), max_length=4000, blank=True)
    series = models.CharField(_("Reihe"), max_length=80, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s, EVENT_STATE_LABELS[s]) for s in EventState], default=EventState.DRAFT
    )
    starts = models.DateTimeField(_("Beginn"))
    ends = models.DateTimeField(_("Ende"))
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Link zur Teilnahme"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True)
    register_until = models.DateTimeField(_("Anmeldung bis"), null=True, blank=True)
    organiser = models.ForeignKey(User, models.PROTECT, related_name="events")
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    door_code = models.CharField(max_length=12)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["state", "starts"], name="events_state_starts")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="events_times"),
            models.CheckConstraint(condition=models.Q(state__in=list(EventState)), name="events_state_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Registration(models.Model):
    """One person's place at an event, or on its waiting list (in the order of the rows).

    Guests have no organisation and no contact here, only what they wrote: name, e-mail, firm. Mailed links carry
    ``link_version``: one with another number opens nothing. ``participant``: who comes to the meeting day with it.
    Those who came by their answer there ticked nothing: their hashes are empty.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("angemeldet")
        WAITING = "waiting", _("auf der Warteliste")
        CANCELLED = "cancelled", _("abgemeldet")

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=State)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="event_registrations"
    )
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="event_registrations")
    participant = models.ForeignKey("events.Participant", models.SET_NULL, null=True, blank=True, related_name="places")
    name = models.CharField(_("Name"), max_length=160)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, blank=True)
    firm = models.CharField(_("Betrieb oder Einrichtung"), max_length=160, blank=True)
    municipality = models.CharField(_("Gemeinde"), max_length=8, blank=True)
    language = models.CharField(max_length=2, choices=LetterLanguage, default=LetterLanguage.GERMAN)
    code = models.CharField(max_length=8)
    link_version = models.PositiveIntegerField(default=0)
    data_text_hash = models.CharField(max_length=64, blank=True)
    photo_text_hash = models.CharField(max_length=64, blank=True)
    registered_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    surveyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["event", "state", "id"], name="events_places")]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="events_code_once"),
            models.UniqueConstraint(
                "event", Lower("email"), condition=~models.Q(state="cancelled") & ~models.Q(email=""),
                name="events_one_place_per_address",
            ),
            models.UniqueConstraint(
                fields=["participant"], condition=~models.Q(state="cancelled"), name="events_one_place_per_participant"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def photo_consent(self) -> bool:
        return bool(self.photo_text_hash)

    @property
    def firm_name(self) -> str:
        return self.organisation.name if self.organisation else self.firm
