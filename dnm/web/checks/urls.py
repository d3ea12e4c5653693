"""The pages of one check, mounted once for companies and guests and once for the office."""

from django.urls import URLPattern, path

from . import asking, passing_on, review, topics


def pages_under(prefix: str) -> list[URLPattern]:
    """``prefix``: ends with the key of the check, ``…/<int:pk>/``."""
    return [
        path(prefix, topics.tasks, name="check-tasks"),
        path(f"{prefix}fragen/<slug:topic>/<int:number>/", asking.question, name="check-question"),
        path(f"{prefix}weitergeben/<slug:topic>/", passing_on.hand_over, name="check-hand-over"),
        path(f"{prefix}weitermachen/", passing_on.link, name="check-link"),
        path(f"{prefix}antworten/", review.answers, name="check-answers"),
        path(f"{prefix}fertig/", review.done, name="check-done"),
        path(f"{prefix}danke/", topics.thanks, name="check-thanks"),
        path(f"{prefix}betrieb/", passing_on.firm, name="check-firm"),
    ]
