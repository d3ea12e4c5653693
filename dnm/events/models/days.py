from django.db import models
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import MailedDoor
from dnm.directory.models import Contact, Organisation
from dnm.introductions.models.cases import SIDES

from ..workflow import Answer, Phase
from .events import Event

PHASE_LABELS = {
    Phase.PREPARING: _("in Vorbereitung"),
    Phase.WISHES: _("Wünsche werden gesammelt"),
    Phase.PLANNING: _("Plan entsteht"),
    Phase.PUBLISHED: _("Plan ist veröffentlicht"),
    Phase.OVER: _("vorbei"),
}
ANSWER_LABELS = {
    Answer.MUST: _("unbedingt treffen"),
    Answer.MEET: _("gern treffen"),
    Answer.NO: _("nein danke"),
}


class MeetingDay(models.Model):
    """The meetings of an event: a matching day, or those after a reverse pitch. The row is locked by every change.

    ``slots``: list of {"starts": "09:00", "minutes": 20, "session": 0, "tables": 18}, in order; what lies between two
    of them is a break. ``rules.slots_problem`` says what is wrong with one. ``revision``: how often planning went on;
    a page that was opened before carries an older one.
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="meeting_day")
    phase = models.CharField(max_length=10, choices=[(p, PHASE_LABELS[p]) for p in Phase], default=Phase.PREPARING)
    slots = models.JSONField(default=list)
    max_meetings = models.PositiveSmallIntegerField(_("Gespräche je Teilnahme höchstens"), null=True, blank=True)
    wishes_until = models.DateField(_("Wünsche bis"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(phase__in=list(Phase)), name="events_phase_known")]

    def __str__(self) -> str:
        return str(self.event)


class Participant(models.Model):
    """A company or a start-up at a meeting day, with the person who comes.

    ``away``: numbers of the slots in which nobody is there. ``table``: where a host sits all day.
    ``gone_at``: cancelled late, or did not come; the plan goes on without.
    """

    class ShownAs(models.TextChoices):
        TEASER = "teaser", _("ohne Namen")
        NAME = "name", _("mit Namen")

    day = models.ForeignKey(MeetingDay, models.CASCADE, related_name="participants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meeting_days")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="meeting_days")
    side = models.CharField(max_length=8, choices=SIDES)
    shown_as = models.CharField(max_length=6, choices=ShownAs, default=ShownAs.TEASER)
    teaser = models.CharField(_("So erscheinen Sie ohne Namen"), max_length=300, blank=True)
    arrives = models.TimeField(_("Ankunft"), null=True, blank=True)
    leaves = models.TimeField(_("Abfahrt"), null=True, blank=True)
    away = models.JSONField(default=list)
    max_meetings = models.PositiveSmallIntegerField(_("Gespräche höchstens"), null=True, blank=True)
    table = models.PositiveSmallIntegerField(_("fester Tisch"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    gone_from = models.PositiveSmallIntegerField(null=True)
    rating_asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["side", "organisation__sort_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["day", "organisation"], name="events_participant_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class ParticipantDoor(MailedDoor):
    """Lets a contact without an account act for one participant. It opens nothing once somebody else comes."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="doors")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="meeting_day_doors")

    def __str__(self) -> str:
        return f"{self.participant_id}"


class Wish(models.Model):
    """One side's private answer about the other: read by the office alone. On a reverse pitch, a vote."""

    class Source(models.TextChoices):
        PAGE = "page", _("auf der Seite")
        OFFICE = "office", _("vom Büro eingetragen")

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="wishes")
    other = models.ForeignKey(Participant, models.CASCADE, related_name="wished_by")
    answer = models.CharField(max_length=4, choices=[(a, ANSWER_LABELS[a]) for a in Answer])
    source = models.CharField(max_length=6, choices=Source, default=Source.PAGE)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "other"], name="events_wish_once"),
            models.CheckConstraint(condition=~models.Q(participant=models.F("other")), name="events_wish_other"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} → {self.other_id}: {self.answer}"


class Pair(models.Model):
    """What the office says about two participants: never together, in one session, or at a fixed time and table."""

    company = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    startup = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    forbidden = models.BooleanField(default=False)
    session = models.PositiveSmallIntegerField(null=True)
    locked_slot = models.PositiveSmallIntegerField(null=True)
    locked_table = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "startup"], name="events_pair_once"),
            models.CheckConstraint(
                condition=models.Q(forbidden=False) | models.Q(locked_slot=None, session=None),
                name="events_pair_one_word",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} – {self.startup_id}"


class Pitch(models.Model):
    """What a company presents on a reverse pitch; start-ups vote by their wish for that company."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="pitch")
    title = models.CharField(_("Titel"), max_length=120)
    text = models.TextField(_("Worum es geht"), max_length=2000, blank=True)
    place_in_order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    minutes = models.PositiveSmallIntegerField(_("Minuten"), default=5)

    class Meta:
        ordering = ["place_in_order", "pk"]

    def __str__(self) -> str:
        return self.title
