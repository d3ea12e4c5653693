from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="need",
            name="form_token",
            field=models.CharField(blank=True, editable=False, max_length=43, null=True, unique=True),
        )
    ]
