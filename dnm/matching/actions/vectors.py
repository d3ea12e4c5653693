"""The table for vectors, which exists on PostgreSQL with the extension ``vector`` only. Derived, in no backup."""

import logging

from django.db import DatabaseError, connection, transaction

from ..queries.vectors import TABLE

logger = logging.getLogger(__name__)

# Not a Django model, for SQLite could not have it. One row per text and model; keys are checksums (see the engine).
COLUMNS = (
    "reader text NOT NULL, key text NOT NULL, model text NOT NULL, vector vector NOT NULL, parts bytea, "
    "PRIMARY KEY (reader, key, model)"
)


def make_table_for_vectors() -> bool:
    """Where the database can have one and lets us; returns whether it is there. Safe to repeat."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} ({COLUMNS})")
    except DatabaseError as refusal:
        logger.info("vectors stay in files: %s", str(refusal).splitlines()[0])
        return False
    return True
