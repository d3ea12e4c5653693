from collections.abc import Mapping

from django.utils.translation import gettext as _

from dnm.accounts.actions import Refused

from ..models import Organisation
from ..rules.values import Problems


class Invalid(Refused):
    """Values that cannot be stored. ``problems``: field -> what to do about it."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class AlreadyThere(Refused):
    """The directory holds this one already; ``organisation`` is the entry."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(_("Gibt es schon: %(name)s") % {"name": organisation.name_and_place})
        self.organisation = organisation


class Outdated(Refused):
    """Somebody else changed the entry meanwhile; ``organisation`` is how it stands now."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            _("Jemand hat diese Angaben inzwischen geändert. Vergleichen Sie und speichern Sie noch einmal.")
        )
        self.organisation = organisation


def only_good(problems: Problems) -> None:
    if problems:
        raise Invalid(problems)


def only_known(values: Mapping[str, object], known: frozenset[str]) -> None:
    """A misspelt field is an error of the caller, not of the reader."""
    if unknown := set(values) - known:
        raise TypeError(f"unknown fields: {sorted(unknown)}")


def only_if(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Das dürfen Sie in Ihrer Rolle nicht ändern."))
