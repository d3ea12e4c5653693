from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_startup_summary_rejection_form_token")]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["kind", "industry", "municipality", "size_class", "scout"], name="directory_counted"
            ),
        ),
    ]
