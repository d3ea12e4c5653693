"""Django, loaded when a command needs it, with clear words where that fails."""

import os

from .failure import Failure


def load_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dnm.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as wrong:
        raise Failure(f"the settings are wrong: {wrong}") from wrong


def require_database(*, migrated: bool = True) -> None:
    """Load Django and make sure that the database answers and, if asked, has all its tables."""
    load_django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    name = connection.settings_dict["NAME"]
    if migrated and connection.vendor == "sqlite" and not os.path.exists(name):
        raise Failure(f"there is no database {name}: run `dnm up` first, or set DNM_DATA_DIR")
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as broken:
        raise Failure(f"the database does not answer: {broken}") from broken
    if migrated and executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Failure("the database is not migrated: run `dnm prepare`")
