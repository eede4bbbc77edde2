"""A signature on a screen: drawn with a finger, a pen or the mouse, or a typed name that counts the same."""

from typing import Any

from django import forms

from confidentiality.interface.signing_pad import NotDrawn, Strokes, strokes_of


class SignatureForm(forms.Form):
    """Somebody's signature; drawn as `parts.signing_pad` shows it."""

    strokes = forms.CharField(max_length=200_000, required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=120, required=False, label="Or type your name", help_text="It counts the same"
    )

    def clean_strokes(self) -> Strokes | None:
        """Return what was drawn, None for nothing."""
        drawn = self.cleaned_data["strokes"]
        try:
            return strokes_of(drawn) if drawn else None
        except NotDrawn:
            raise forms.ValidationError(
                "That was no drawing. Try again, or type your name."
            ) from None

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        told = super().clean() or {}
        if not self.errors and not told.get("strokes") and not told.get("name"):
            raise forms.ValidationError("Sign in the box, or type your name")
        return told
