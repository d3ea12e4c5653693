"""allauth's forms in our words and with KERN's classes. settings.py names each of them."""

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from dnm.accounts.models import User
from dnm.web.forms import Form

from .demo import DemoAccount, demo_accounts

Words = dict[str, Any]
"""Name of a field -> what we say there (lazily translated)."""


class Worded(Form):
    """Gives the fields our labels, hints and messages; placeholders go, they vanish while one types."""

    labels: Words = {}
    hints: Words = {}
    missing: Words = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = self.missing.get(name, field.error_messages["required"])
            if name in ("email", "login"):
                field.error_messages["invalid"] = _("Geben Sie die E-Mail-Adresse so ein: name@beispiel.de")
        # Typing a password twice finds a typing error only; a mailed code helps with that as well.
        self.fields.pop("password2", None)


class Code(Worded):
    labels = {"code": _("Code aus der E-Mail")}
    hints = {"code": _("Acht Buchstaben, zum Beispiel BCDF-GHJK. Groß- und Kleinschreibung zählt nicht.")}
    missing = {"code": _("Geben Sie den Code aus der E-Mail ein.")}


class Address(Worded):
    labels = {"email": _("E-Mail-Adresse")}
    missing = {"email": _("Geben Sie Ihre E-Mail-Adresse ein.")}


class NewPassword(Worded):
    labels = {"oldpassword": _("Jetziges Passwort"), "password1": _("Neues Passwort")}
    hints = {"password1": _("Mindestens 12 Zeichen. Mehrere Wörter hintereinander lassen sich gut merken.")}
    missing = {
        "oldpassword": _("Geben Sie Ihr jetziges Passwort ein."),
        "password1": _("Geben Sie ein neues Passwort ein."),
    }


class FactorCode(Worded):
    labels = {"code": _("Code aus der Authenticator-App")}
    missing = {"code": _("Geben Sie den Code aus der Authenticator-App ein.")}


class Login(Worded, account.LoginForm):
    """The password may stay empty: then a code goes out by mail."""

    labels = {"login": _("E-Mail-Adresse"), "password": _("Passwort")}
    hints = {"password": _("Lassen Sie das Feld leer, dann schicken wir Ihnen einen Code per E-Mail.")}
    missing = {"login": _("Geben Sie Ihre E-Mail-Adresse ein.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def demo_accounts(self) -> list[DemoAccount]:
        return demo_accounts()


class RequestLoginCode(Address, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCode(Code, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCode(Code, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCode(Code, account.ConfirmPasswordResetCodeForm):
    pass


class ChangeEmail(Address, account.ChangeEmailForm):
    pass


class AddEmail(Address, account.AddEmailForm):
    labels = {"email": _("Neue E-Mail-Adresse")}
    hints = {"email": _("Wir schicken einen Code dorthin. Erst danach gilt die neue Adresse.")}


class ResetPassword(Address, account.ResetPasswordForm):
    pass


class ChangePassword(NewPassword, account.ChangePasswordForm):
    pass


class SetPassword(NewPassword, account.SetPasswordForm):
    labels = {"password1": _("Passwort")}


class ResetPasswordFromKey(NewPassword, account.ResetPasswordKeyForm):
    pass


class Reauthenticate(Worded, account.ReauthenticateForm):
    labels = {"password": _("Passwort")}
    missing = {"password": _("Geben Sie Ihr Passwort ein.")}


class FactorAuthenticate(FactorCode, factor.AuthenticateForm):
    labels = {"code": _("Code aus der Authenticator-App oder Ersatzcode")}


class FactorReauthenticate(FactorCode, factor.ReauthenticateForm):
    labels = {"code": _("Code aus der Authenticator-App oder Ersatzcode")}


def just_shown(person: User) -> None:
    """Who has this moment shown the new factor is not asked for it again by the next page."""
    record_authentication(context.request, person, method="mfa", reauthenticated=True)


class FactorActivateTotp(FactorCode, totp.ActivateTOTPForm):
    hints = {"code": _("Sechs Ziffern, die alle 30 Sekunden wechseln.")}

    def clean_code(self) -> str:
        code: str = super().clean_code()
        just_shown(self.user)
        return code


class FactorDeactivateTotp(Worded, totp.DeactivateTOTPForm):
    pass


class FactorGenerateRecoveryCodes(Worded, recovery.GenerateRecoveryCodesForm):
    pass


class FactorAddWebauthn(Worded, webauthn.AddWebAuthnForm):
    labels = {
        "name": _("Name des Passkeys"),
        "passwordless": _("Auch allein damit anmelden, ohne Code und Passwort"),
    }
    hints = {
        "name": _("Damit Sie mehrere auseinanderhalten, zum Beispiel „Diensthandy“."),
        "passwordless": _("Das Gerät fragt dann nach Fingerabdruck, Gesicht oder PIN."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("credential"):
            just_shown(self.user)
        return cleaned


class FactorEditWebauthn(Worded, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name des Passkeys")}
    missing = {"name": _("Geben Sie einen Namen ein.")}
