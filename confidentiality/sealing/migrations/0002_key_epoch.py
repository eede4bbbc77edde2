from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("key", "key_of_a_known_kind"),
        migrations.AddConstraint(
            "key",
            models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("file", "third_party", "person", "package", "import", "agency", "draft"))
                ),
                name="key_of_a_known_kind",
            ),
        ),
        # No installation has had a second master key yet: what is there is wrapped by the first.
        migrations.AddField(
            "key", "epoch", models.PositiveSmallIntegerField(default=1), preserve_default=False
        ),
    ]
