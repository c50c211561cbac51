from pkgutil import iter_modules

from django.db import migrations, models

from concepts import migrations as real

LAST = max(module.name for module in iter_modules(real.__path__))


class Migration(migrations.Migration):
    dependencies = [("concepts", LAST)]

    operations = [
        migrations.AddField(
            "statement",
            f"emphasis_{ending}",
            models.CharField(f"made-up emphasis in {words}", max_length=60, blank=True, default=""),
            preserve_default=False,
        )
        for ending, words in (("en", "English"), ("zh", "Chinese"))
    ]
