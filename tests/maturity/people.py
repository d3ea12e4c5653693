"""The cast of the Digital-Check tests: a company with a member, a scout, and answers by rule."""

from dnm.accounts.rules import Actor
from dnm.directory.models import Channel, Contact, Organisation
from dnm.engines.scoring import SHORT, shipped
from dnm.mail.models import Letter
from dnm.maturity import actions
from dnm.maturity.models import Check, Door
from dnm.maturity.queries import actor_of_door

KURZ = shipped()[SHORT]


def all_answers(place: int = -1) -> dict[str, object]:
    """The best answer to every question of the short check (place -1), or the worst (0)."""
    return {item.id: item.allowed[place] for item in KURZ.items.values()}


def taken(firm: Organisation, by: Actor, *, place: int = -1, key: str = SHORT) -> Check:
    """A finished check with the best or the worst answers."""
    check = actions.begin_check(firm, key, by=by)
    actions.answer_several(check, all_answers(place), by=by)
    return actions.finish_check(check, by=by)


def guest(token: str = "seite-1", key: str = SHORT, name: str = "") -> tuple[Door, Actor]:
    door = actions.begin_as_guest(key, form_token=token, name=name)
    actor = actor_of_door(door.pk)
    assert actor
    return door, actor


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"maturity/{kind}").order_by("pk"))


def token_in(letter: Letter) -> str:
    return letter.body.split("/digital-check/a/")[1].split("/")[0]


def allow(contact: Contact, *permissions: str) -> Contact:
    for permission in permissions:
        Channel.objects.create(contact=contact, permission=permission, source="Messe", since="2026-01-05")
    return contact
