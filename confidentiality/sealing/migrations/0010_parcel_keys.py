"""Parcels of what stood in the wrong file have keys of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0009_declared")]

    operations = [
        migrations.RemoveConstraint("key", "key_of_a_known_kind"),
        migrations.AddConstraint(
            "key",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ("file", "third_party", "person", "package", "import", "agency", "draft", "emergency", "search", "enquiry", "breach", "handling", "mail", "address", "declared", "parcel"),
                    )
                ),
                name="key_of_a_known_kind",
            ),
        ),
    ]
