"""A need that a company tells the office, on the phone or in person."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.directory.actions import add_contact, create_organisation
from dnm.directory.models import Organisation

from ..models import Need
from .needs import submit_need
from .words import save_draft

SOURCES = {
    "phone": Organisation.Source.PHONE,
    "in_person": Organisation.Source.VISIT,
    "event": Organisation.Source.EVENT,
    "mail": Organisation.Source.OTHER,
}
"""By which way a need reached the office -> how the firm came to us, where it is new."""


@transaction.atomic
def take_need(
    firm: Organisation | Mapping[str, Any],
    *,
    by: Actor,
    words: Mapping[str, Any],
    source: str = "phone",
    person: Mapping[str, object] | None = None,
    form_token: str = "",
    despite_duplicate: bool = False,
) -> Need:
    """All of it or nothing: the firm (facts of a new one, with a person to talk to), the need, its number.

    The same ``form_token`` again, as after a double click, gives the first need. Raises ``AlreadyThere``, ``Invalid``.
    """
    wanted = dict(words)
    if not isinstance(firm, Organisation):
        firm = create_organisation(
            by=by, form_token=form_token, despite_duplicate=despite_duplicate, kind=Organisation.Kind.COMPANY,
            languages=["de"], source=SOURCES[source], **firm,
        )  # fmt: skip
        wanted["contact"] = add_contact(firm, by=by, **(person or {}))
    need = save_draft(firm, by=by, form_token=form_token, **wanted)
    return submit_need(need, by=by, source=source)
