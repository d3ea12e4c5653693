from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from dnm.matching.actions.vectors import make_table_for_vectors


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL with the extension "vector" only; elsewhere nothing happens, and `dnm prepare` tries again."""
    make_table_for_vectors()


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_sounding")]
    operations = [
        migrations.RunPython(make, lambda apps, editor: editor.execute("DROP TABLE IF EXISTS matching_reading"))
    ]
