from typing import Any

from django.db import migrations, models


def keep_sentences(apps: Any, schema_editor: Any) -> None:
    """Sentences of plans made before stay as they are; newer ones are codes."""
    for plan in apps.get_model("events", "Plan").objects.exclude(explanation="").only("pk", "explanation"):
        lines = [line for line in plan.explanation.splitlines() if line.strip()]
        plan.reasons = [{"kind": "said", "text": line} for line in lines]
        plan.save(update_fields=["reasons"])


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.AddField("plan", "reasons", models.JSONField(default=list)),
        migrations.RunPython(keep_sentences, migrations.RunPython.noop),
        migrations.RemoveField("plan", "explanation"),
    ]
