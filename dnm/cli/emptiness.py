"""Whether a database is as empty as migrations leave it."""

from .snapshot import kept_models


def first_filled_table() -> str:
    """The name of a table with rows; empty when there is none."""
    for model in kept_models():
        if model._base_manager.exists():
            return model._meta.db_table
    return ""
