"""The field by which a form of words knows what its writer was shown, and what keeping the list asks for."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from confidentiality.drafts.posted import NOT_WORDS
from confidentiality.interface.forms import Radios

from . import actions
from .access import terms
from .models import WordingTerm
from .rules import Remark, is_term, remarks

MOST_SHOWN = 200  # terms; their keys travel with the form


class Worded(forms.Form):
    """A form whose `body` and `basis` are looked at once before they are saved (clauses 4.6.5, 5.2.2).

    The writer decides: what was shown is not shown again, and nothing is refused for it.
    """

    wording_shown = forms.CharField(
        required=False, max_length=MOST_SHOWN * 37, widget=forms.HiddenInput
    )
    remarks: Sequence[Remark] = ()

    def look_again(self) -> bool:
        """Say whether the writer is to be shown words first; `remarks` are then what to show. The form must be valid.

        What was shown, kept and changed is counted, of nobody.
        """
        data = self.cleaned_data
        listed = terms()
        as_fact = data.get("nature") != "opinion"
        text = f"{data.get('body', '')}\n\n{data.get('basis', '')}"
        found = remarks(text, listed, as_fact=as_fact)[:MOST_SHOWN]
        shown = set(data["wording_shown"].split())
        unseen = [each for each in found if each.term.key not in shown]
        if unseen:
            self.remarks = found
            shown_now = " ".join(each.term.key for each in found)
            # each by its name: unpacked, what was posted would come as lists
            typed = {name: self.data[name] for name in self.data}
            self.data = {**typed, "wording_shown": shown_now}
            actions.count(shown=[each.term.kind for each in unseen])
            return True
        still = {each.term.key for each in found}
        gone = [each.kind for each in listed if each.key in shown - still]
        actions.count(kept=[each.term.kind for each in found], changed=gone)
        return False


def look_at(typed: QueryDict) -> list[Remark]:
    """Return the remarks on all words of a form that is being filled in."""
    words = [str(typed[name]) for name in typed if name not in NOT_WORDS]
    return remarks("\n\n".join(words), terms(), as_fact=typed.get("nature") == "fact")[:MOST_SHOWN]


class TermForm(forms.Form):
    """A word, or a few, and why it is worth a second look."""

    words = forms.CharField(
        max_length=60,
        label="Which word, or words?",
        help_text="Whole words, in any case. A * at the end stands for any ending: ‘manipulat*’",
    )
    kind = forms.ChoiceField(choices=WordingTerm.Kind.choices, label="Why?", widget=Radios())

    def clean_words(self) -> str:
        """Refuse what could find nothing."""
        words = " ".join(str(self.cleaned_data["words"]).split())
        if not is_term(words):
            raise ValidationError("Write a word; a * can only stand at its end")
        return words


class ChangeTermForm(TermForm):
    """The same for a term that stands; it can be taken off."""

    remove = forms.BooleanField(required=False, label="Take it off the list")
