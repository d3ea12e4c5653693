from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import LetterLanguage, Salutation, User
from dnm.accounts.workflow import PERSONAL_ROLES

from .organisations import Organisation


class Contact(models.Model):
    """A person at an organisation; needs no account. Letters go to contacts, in their language."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="contacts")
    salutation = models.CharField(_("Anrede"), max_length=4, choices=Salutation, blank=True)
    first_name = models.CharField(_("Vorname"), max_length=80, blank=True)
    last_name = models.CharField(_("Nachname"), max_length=80, blank=True)
    position = models.CharField(_("Funktion"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    language = models.CharField(
        _("Sprache der Briefe"), max_length=2, choices=LetterLanguage, default=LetterLanguage.GERMAN
    )
    primary = models.BooleanField(_("erste Ansprechperson"), default=False)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-primary", "last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(primary=True), name="directory_one_primary_contact"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email or self.phone


class Channel(models.Model):
    """By which way a contact may be reached and for what, with source and date (§ 7 UWG)."""

    class Permission(models.TextChoices):
        MAILINGS = "mailings", _("Einladungen und Rundbriefe per E-Mail")
        OWN_CASES = "own_cases", _("E-Mails nur zu eigenen Vorgängen")
        PHONE = "phone", _("Anrufe")
        POST = "post", _("Briefe per Post")
        NONE = "none", _("keine Kontaktaufnahme")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="channels")
    permission = models.CharField(max_length=10, choices=Permission)
    source = models.CharField(_("Herkunft"), max_length=160)
    since = models.DateField(_("seit"))
    consent_text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "permission"], name="directory_channel_once")]

    def __str__(self) -> str:
        return self.get_permission_display()


class Membership(models.Model):
    """Belonging of a signed-in person to an organisation. Only owners and named deputies release contact data."""

    class Role(models.TextChoices):
        OWNER = "owner", _("verantwortlich")
        MEMBER = "member", _("Mitglied")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    deputy_from = models.DateField(_("Vertretung ab"), null=True, blank=True)
    deputy_until = models.DateField(_("Vertretung bis"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="directory_member_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Invitation(models.Model):
    """A mailed invitation to an organisation or to a role in the office. Only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="invitations")
    member_role = models.CharField(max_length=6, choices=Membership.Role, blank=True)
    office_role = models.CharField(max_length=20, choices=[(role, role) for role in PERSONAL_ROLES], blank=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(Lower("email"), name="directory_invitation_email")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation=None, member_role="") & ~models.Q(office_role="")
                | models.Q(organisation__isnull=False, office_role="") & ~models.Q(member_role=""),
                name="directory_invitation_one_purpose",
            )
        ]

    def __str__(self) -> str:
        return self.email
