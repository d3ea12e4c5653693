from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .workflow import PERSONAL_ROLES, Role


class Salutation(models.TextChoices):
    NONE = "", _("keine Anrede")
    FRAU = "Frau", _("Frau")
    HERR = "Herr", _("Herr")


class LetterLanguage(models.TextChoices):
    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in; known by the e-mail address."""

    email = models.EmailField(_("E-Mail-Adresse"), max_length=254, unique=True)
    first_name = models.CharField(_("Vorname"), max_length=80, blank=True)
    last_name = models.CharField(_("Nachname"), max_length=80, blank=True)
    salutation = models.CharField(_("Anrede"), max_length=4, choices=Salutation, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    language = models.CharField(
        _("Sprache der Briefe"), max_length=2, choices=LetterLanguage, default=LetterLanguage.GERMAN
    )
    is_active = models.BooleanField(default=True)
    keyboard_shortcuts = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_any_case")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


ROLE_NAMES = {
    Role.SCOUT: _("Digitalscout"),
    Role.LEAD: _("Projektleitung"),
    Role.DIRECTOR: _("Geschäftsführung"),
    Role.ADMIN: _("Verwaltung"),
    Role.COMPANY_OWNER: _("Unternehmen"),
    Role.COMPANY_MEMBER: _("Unternehmen"),
    Role.STARTUP_OWNER: _("Startup"),
    Role.STARTUP_MEMBER: _("Startup"),
    Role.HUB: _("Partner-Hub"),
    Role.CARRIER: _("Träger"),
    Role.FUNDER: _("Fördergeber"),
    Role.JUROR: _("Jury"),
    Role.GUEST: _("Gast"),
    Role.SYSTEM: _("DNM"),
}
"""What a role is called on pages and in letters."""


class RoleGrant(models.Model):
    """A role that a person holds in the office, as funder or as juror. Taking it away ends it at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(role, role) for role in PERSONAL_ROLES])
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="accounts_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=PERSONAL_ROLES), name="accounts_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {Role(self.role)}"


class Deputy(models.Model):
    """Who stands in for whom in the office, from day to day (both included)."""

    person = models.ForeignKey(User, models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="deputises_for")
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="accounts_deputy_dates"),
            models.CheckConstraint(condition=~models.Q(person=models.F("deputy")), name="accounts_deputy_other"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} für {self.person}"


class MailedDoor(models.Model):
    """A personal address in a letter that opens one matter, together with a code sent to the same mailbox.

    Token and code are kept as hashes only. Such an address shows a page on GET and changes nothing.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label_lower}:{self.pk}"
