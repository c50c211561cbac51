import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("concepts", "made_up_emphasis")]

    operations = [
        migrations.CreateModel(
            "Remark",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("mark", models.CharField("made-up mark", max_length=20)),
                ("text_en", models.CharField("made-up text in English", max_length=60, blank=True)),
                ("text_zh", models.CharField("made-up text in Chinese", max_length=60, blank=True)),
                ("rank", models.PositiveIntegerField(default=0)),
                (
                    "statement",
                    models.ForeignKey(
                        "concepts.statement", on_delete=django.db.models.deletion.CASCADE, related_name="remarks"
                    ),
                ),
            ],
            options={"verbose_name": "made-up remark"},
        ),
        migrations.AddConstraint(
            "remark",
            models.UniqueConstraint(fields=["statement", "mark"], name="statement_has_a_made_up_mark_once"),
        ),
    ]
