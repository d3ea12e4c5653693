"""Which columns say something about a person, and what we tell that person about them (Art. 15 DSGVO)."""

from typing import Any

from dnm.mail.personal import letters_to

from .models import User

PERSONAL = {
    "accounts.user": ("email", "first_name", "last_name", "salutation", "phone"),
    "accounts.rolegrant": ("user",),
    "accounts.deputy": ("person", "deputy"),
}
"""Table -> its personal columns. ``accounts.actions.erase_person`` empties them."""


def data_of(user: User) -> dict[str, Any]:
    """Everything an account holds, as plain values for a copy in JSON."""
    return {
        "person": {name: getattr(user, name) for name in (*PERSONAL["accounts.user"], "language")},
        "since": user.created_at.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "letters": letters_to("accounts.user", user.pk),
    }
