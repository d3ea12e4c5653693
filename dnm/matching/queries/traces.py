"""Where needs, teasers and offers may name a person."""

from django.db.models import Q

from dnm.directory.queries.traces import Words

from ..models import Match, Need, Offer, Teaser

WORDS = (
    Words(Need, ("title", "problem", "goal", "decision_maker"), lambda firm: Need.objects.filter(organisation=firm)),
    Words(
        Teaser, ("title", "text", "approved_label", "accepted_risks"),
        lambda firm: Teaser.objects.filter(need__organisation=firm),
    ),
    Words(Offer, ("title", "text"), lambda firm: Offer.objects.filter(organisation=firm)),
    Words(
        Match, ("reasons",),
        lambda firm: Match.objects.filter(Q(need__organisation=firm) | Q(offer__organisation=firm)),
    ),
)  # fmt: skip
