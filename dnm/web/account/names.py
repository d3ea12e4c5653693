"""Which form of allauth's is replaced by which of ours. No Django here: settings.py reads it."""


def _ours(prefix: str, names: str) -> dict[str, str]:
    return {name: f"dnm.web.account.forms.{prefix}{name.title().replace('_', '')}" for name in names.split()}


ACCOUNT_FORMS = _ours(
    "",
    "login request_login_code confirm_login_code confirm_email_verification_code confirm_password_reset_code "
    "change_email add_email reset_password change_password set_password reset_password_from_key "
    "reauthenticate",
)
"""confirm_login_code -> dnm.web.account.forms.ConfirmLoginCode"""

MFA_FORMS = _ours(
    "Factor",
    "authenticate reauthenticate activate_totp deactivate_totp generate_recovery_codes add_webauthn edit_webauthn",
)
"""activate_totp -> dnm.web.account.forms.FactorActivateTotp"""
