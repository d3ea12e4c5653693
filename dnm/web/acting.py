"""In which role somebody acts: chosen among the roles held right now, remembered in the session."""

from django.http import HttpRequest

from dnm.accounts.rules import Actor
from dnm.directory.queries import actors_for
from dnm.events.queries import actor_of_door as actor_of_day_door
from dnm.introductions.queries import actor_of_link
from dnm.maturity.queries import actor_of_door

SESSION_KEY = "acting"
LINK_KEY = "mailed_link"
DOOR_KEY = "check_door"
"""The door to a Digital-Check that this browser came through."""
DAY_DOOR_KEY = "day_door"
"""The door of a participant of a meeting day, likewise."""


def key_of(actor: Actor) -> str:
    return f"{actor.role}:{actor.organisation_id or 0}"


def actors_of(request: HttpRequest) -> list[Actor]:
    """Everything this visitor may act as; asked anew at every request, so a role taken away is gone at once."""
    if request.user.is_authenticated:
        return actors_for(request.user)
    if link_id := request.session.get(LINK_KEY):
        actor = actor_of_link(link_id)
        return [actor] if actor else []
    if door_id := request.session.get(DOOR_KEY):
        guest = actor_of_door(door_id)
        return [guest] if guest else []
    if day_door_id := request.session.get(DAY_DOOR_KEY):
        participant = actor_of_day_door(day_door_id)
        return [participant] if participant else []
    return []


def chosen(request: HttpRequest, actors: list[Actor]) -> Actor | None:
    wanted = request.session.get(SESSION_KEY)
    return next((actor for actor in actors if key_of(actor) == wanted), actors[0] if actors else None)


def act_as(request: HttpRequest, key: str) -> Actor | None:
    """Switch the role; the session gets a new key, as at sign-in."""
    actor = next((actor for actor in actors_of(request) if key_of(actor) == key), None)
    if actor:
        request.session[SESSION_KEY] = key
        request.session.cycle_key()
    return actor
