"""What allauth asks us: who may sign up, how its letters leave, and how its messages are worded."""

from dataclasses import replace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User
from dnm.accounts.queries import person_by_email
from dnm.centre.queries import the_centre
from dnm.directory.queries import user_recipient
from dnm.mail.actions import Recipient, queue
from dnm.web.language import reading_language

LETTERS = {
    "account/email/login_code": "account/login_code",
    "account/email/email_confirmation": "account/address_code",
    "account/email/email_confirmation_signup": "account/address_code",
    "account/email/password_reset_code": "account/password_code",
    "account/email/unknown_account": "account/unknown",
    "account/email/account_already_exists": "account/known",
}
"""allauth's name of a letter -> ours. Whatever is not named here tells about a change: see NOTICES."""

NOTICES = {
    "account/email/password_changed": gettext_noop("Ihr Passwort wurde geändert"),
    "account/email/password_reset": gettext_noop("Ihr Passwort wurde neu gesetzt"),
    "account/email/password_set": gettext_noop("Für Ihren Zugang wurde ein Passwort gesetzt"),
    "account/email/email_changed": gettext_noop("Ihre E-Mail-Adresse für die Anmeldung wurde geändert"),
    "account/email/email_confirm": gettext_noop("Ihre E-Mail-Adresse wurde bestätigt"),
    "account/email/email_deleted": gettext_noop("Eine E-Mail-Adresse wurde aus Ihrem Zugang entfernt"),
    "mfa/email/totp_activated": gettext_noop("Eine Authenticator-App wurde als zweiter Faktor eingerichtet"),
    "mfa/email/totp_deactivated": gettext_noop("Die Authenticator-App wurde als zweiter Faktor entfernt"),
    "mfa/email/webauthn_added": gettext_noop("Ein Passkey wurde hinzugefügt"),
    "mfa/email/webauthn_removed": gettext_noop("Ein Passkey wurde entfernt"),
    "mfa/email/recovery_codes_generated": gettext_noop("Neue Ersatzcodes wurden erzeugt"),
}

WRONG_CODE = _("Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn noch einmal ein.")
MESSAGES: dict[str, str | Promise] = {
    "account_inactive": _("Dieser Zugang ist gesperrt. Rufen Sie uns an."),
    "duplicate_email": _("Das ist schon Ihre E-Mail-Adresse."),
    "email_password_mismatch": _(
        "E-Mail-Adresse und Passwort passen nicht zusammen. Lassen Sie das Passwort leer, "
        "dann schicken wir Ihnen einen Code."
    ),
    "email_taken": _("Diese E-Mail-Adresse gehört zu einem anderen Zugang."),
    "enter_current_password": _("Geben Sie Ihr jetziges Passwort ein."),
    "incorrect_code": WRONG_CODE,
    "incorrect_password": _("Dieses Passwort stimmt nicht."),
    "invalid_login": _("Diese Anmeldung ist nicht möglich. Fordern Sie einen neuen Code an."),
    "max_email_addresses": _("Mehr als %d E-Mail-Adressen sind nicht möglich."),
    "too_many_login_attempts": _(
        "Das waren zu viele Versuche. Warten Sie fünf Minuten und versuchen Sie es dann wieder."
    ),
    "same_as_current": _("Das ist schon Ihre E-Mail-Adresse."),
    "rate_limited": _("Das waren zu viele Anfragen. Warten Sie eine Minute und versuchen Sie es dann wieder."),
}
FACTOR_MESSAGES: dict[str, str | Promise] = {
    "add_email_blocked": _("Mit einem zweiten Faktor lässt sich keine weitere E-Mail-Adresse hinzufügen."),
    "cannot_delete_authenticator": _("Dieser zweite Faktor kann nicht entfernt werden."),
    "cannot_generate_recovery_codes": _("Ersatzcodes gibt es erst, wenn ein zweiter Faktor eingerichtet ist."),
    "incorrect_code": WRONG_CODE,
    "unverified_email": _("Bestätigen Sie zuerst Ihre E-Mail-Adresse."),
}


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation or by a page of ours; letters leave through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | MESSAGES

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox; the worker looks every second, because somebody waits for the code."""
        signed_in = self.request.user if self.request.user.is_authenticated else None
        person = person_by_email(email) or signed_in
        to = replace(user_recipient(person), address=email) if person else Recipient(email, language=reading_language())
        if template_prefix in NOTICES:
            what, at = NOTICES[template_prefix], context.get("timestamp")
            queue("account/notice", to=to, centre=the_centre(), what=what, at=at)
        else:
            code = context.get("code", "")
            queue(LETTERS[template_prefix], to=to, centre=the_centre(), secret=True, code=code)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account") if self.request.user.is_authenticated else reverse("account_login")


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | FACTOR_MESSAGES

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name that is proposed for a new passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they stand in for a lost one."""
    return FactorAdapter().is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
