"""A list to begin with; the organisation keeps it from then on (clauses 4.6.5, 5.2.2)."""

from typing import Any

from django.db import migrations

BELITTLING = (
    *("attention seek*", "attention-seek*", "manipulative", "hysteric*", "neurotic", "drama queen"),
    *("melodramatic", "overreact*", "over-react*", "crazy", "psycho", "nutter", "lunatic"),
    *("slut*", "slag", "whore*", "bitch*", "promiscuous", "stupid", "idiot*", "moron*"),
    *("lazy", "scrounger*", "liar", "pathetic", "hopeless case", "time-waster", "time waster"),
    *("asking for it", "brought it on herself", "provoked him", "chooses to stay"),
    *("chose to stay", "bad mother", "unfit mother", "bad father", "junkie*", "druggie*", "wino"),
    *("thug", "monster", "scum", "beast", "uncooperative", "non-compliant", "difficult client"),
)
OPINION = (
    *("seems", "seemed", "seemingly", "appears to", "appeared to", "apparently", "probably"),
    *("presumably", "obviously", "clearly", "evidently", "surely", "undoubtedly", "no doubt"),
    *("i think", "i believe", "i feel", "i suspect", "i assume", "i guess", "in my opinion"),
    *("in my view", "must have been", "looks like", "looked like"),
)


def write_list(apps: Any, schema_editor: Any) -> None:
    """Write the terms."""
    term = apps.get_model("wording", "WordingTerm")
    for kind, listed in (("belittling", BELITTLING), ("opinion", OPINION)):
        term.objects.bulk_create(term(words=words, kind=kind) for words in listed)


class Migration(migrations.Migration):

    dependencies = [("wording", "0001_initial")]

    operations = [migrations.RunPython(write_list, migrations.RunPython.noop)]
