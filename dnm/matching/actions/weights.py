from collections.abc import Mapping

from django.db import transaction

from dnm.accounts.rules import Actor
from dnm.centre.actions import set_ranking_weights
from dnm.directory.actions import Invalid
from dnm.work.actions import enqueue

from ..queries.weights import STANDARD, flat
from ..rules import weight_problems


@transaction.atomic
def weigh(weights: Mapping[str, int], *, by: Actor, seen: str = "") -> None:
    """Other weights for the ranking (rules.WEIGHT_BOUNDS); every open need is ranked anew in the background.

    Names that are left out have their standard weight. Raises Invalid; centre.actions.ChangedMeanwhile when
    somebody else was quicker.
    """
    if problems := weight_problems(weights):
        raise Invalid(problems)
    standard = flat(STANDARD)
    own = {name: int(value) for name, value in weights.items() if value != standard[name]}
    if set_ranking_weights(own, by=by, seen=seen):
        enqueue("matching.rank_all", "offers")
