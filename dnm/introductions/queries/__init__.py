from .cases import actor_of_link, introduced_this_quarter, introductions_visible_to

__all__ = [
    "actor_of_link",
    "introduced_this_quarter",
    "introductions_visible_to",
]
