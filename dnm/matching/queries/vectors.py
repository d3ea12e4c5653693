"""Where the vectors of texts lie: in PostgreSQL with the extension ``vector``, else in a file on each machine."""

from django.conf import settings
from django.db import connection

TABLE = "matching_reading"


def vectors_in_database() -> bool:
    """Whether all machines share what one of them has read."""
    return connection.vendor == "postgresql" and bool(_answer("SELECT to_regclass(%s) IS NOT NULL", TABLE))


def place_of_vectors() -> str:
    """For the operator, in one line."""
    if vectors_in_database():
        version = _answer("SELECT extversion FROM pg_extension WHERE extname = %s", "vector")
        return f"Vectors for the ranking lie in the database (pgvector {version}): all workers share them."
    here = f"Vectors for the ranking lie in a file in {settings.DATA_DIR}"
    if connection.vendor != "postgresql":
        return f"{here}, as SQLite keeps none."
    if _answer("SELECT count(*) FROM pg_available_extensions WHERE name = %s", "vector"):
        return f"{here}. To share them among workers: CREATE EXTENSION vector as a superuser, then `dnm prepare`."
    return f"{here}, as PostgreSQL has no extension vector (pgvector) to share them among workers."


def _answer(question: str, about: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, [about])
        row = cursor.fetchone()
    return row and row[0]
