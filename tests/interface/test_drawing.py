"""Forms come out as GOV.UK markup, and nothing said by people becomes markup."""

from typing import Any

import pytest
from django import forms
from django.utils.safestring import mark_safe

from confidentiality.interface.drawing import draw_field, error_list
from confidentiality.interface.forms import (
    DateParts,
    LongText,
    Radios,
    TickReveals,
    Ticks,
    ask_revealed,
)
from tests.interface.markup import breaks_policy, find, one, read

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;{{ 7*7 }}"
CHOICES = [("a", "One"), ("b", "Two")]


class Every(forms.Form):
    """One field of every kind that can be drawn."""

    text = forms.CharField()
    mail = forms.EmailField()
    phone = forms.CharField(widget=forms.TelInput)
    number = forms.IntegerField()
    plain_day = forms.DateField()
    note = forms.CharField(widget=forms.Textarea)
    counted = LongText(max_length=100)
    password = forms.CharField(widget=forms.PasswordInput)
    select = forms.ChoiceField(choices=CHOICES)
    radios = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    ticks = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField()
    day = DateParts()
    sheet = forms.FileField()
    token = forms.CharField(widget=forms.HiddenInput)


def hostile_form() -> forms.Form:
    form = Every(dict.fromkeys([*Every.base_fields, "day-day", "day-month", "day-year"], HOSTILE))
    for name, field in form.fields.items():
        field.help_text = HOSTILE
        form[name].label = HOSTILE
        form.add_error(name, HOSTILE)
        if isinstance(field, forms.ChoiceField):
            field.choices = [(HOSTILE, HOSTILE)]
    form.add_error(None, HOSTILE)
    return form


@pytest.mark.parametrize("name", Every.base_fields)
def test_hostile_words_stay_words(name: str) -> None:
    html = hostile_form()[name].as_field_group()
    assert "alert(1)" in html  # it is there, and is no markup
    assert not find(html, "script")
    assert not find(html, "img")
    assert breaks_policy(html) == []
    assert "49" not in html


def test_hostile_words_stay_words_in_the_form_as_a_whole() -> None:
    html = hostile_form().as_div()
    assert not find(html, "script")
    assert HOSTILE in one(html, "div", id="form-errors").text


def test_words_marked_as_safe_by_the_program_stay_markup() -> None:
    form = Every()
    form.fields["text"].help_text = mark_safe("<b>bold</b>")
    assert one(form["text"].as_field_group(), "b").text == "bold"


def test_every_control_has_its_label() -> None:
    html = Every().as_div()
    labelled = {label.attrs["for"] for label in find(html, "label")}
    drawn = [e for e in read(html) if e.tag in ("input", "select", "textarea")]
    controls = {e.attrs["id"] for e in drawn if e.attrs.get("type") != "hidden"}
    assert len(controls) >= 15
    assert controls == labelled
    assert len(find(html, "fieldset")) == len(find(html, "legend")) == 3


def test_hints_and_errors_are_tied_to_their_control() -> None:
    class Named(forms.Form):
        name = forms.CharField(help_text="As on the form")

    html = Named({"name": ""})["name"].as_field_group()
    assert one(html, "input").attrs["aria-describedby"] == "id_name-hint id_name-error"
    assert one(html, "div", id="id_name-hint").text.strip() == "As on the form"
    assert "Fill in ‘Name’" in one(html, "p", id="id_name-error").text


def test_what_is_about_others_neither_fills_in_nor_leaves_the_browser() -> None:
    for name in ("text", "note", "counted", "phone", "mail"):
        (control,) = [
            e for e in read(Every()[name].as_field_group()) if e.tag in ("input", "textarea")
        ]
        assert control.attrs["autocomplete"] == "off", name
        assert control.attrs["spellcheck"] == "false", name


def test_autocomplete_and_keyboards_are_as_asked() -> None:
    class Asked(forms.Form):
        login = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))
        born = DateParts(widget=DateParts.widget(attrs={"autocomplete": "bday"}))
        new = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    form = Asked()
    assert one(form["login"].as_field_group(), "input").attrs["autocomplete"] == "username"
    assert one(form["new"].as_field_group(), "input").attrs["autocomplete"] == "new-password"
    boxes = find(form["born"].as_field_group(), "input")
    assert [b.attrs["autocomplete"] for b in boxes] == ["bday-day", "bday-month", "bday-year"]
    assert {b.attrs["inputmode"] for b in boxes} == {"numeric"}
    assert one(Every()["number"].as_field_group(), "input").attrs["inputmode"] == "numeric"
    assert one(Every()["phone"].as_field_group(), "input").attrs["type"] == "tel"


def test_a_password_never_comes_back() -> None:
    html = Every({"password": "hunter2 hunter2"})["password"].as_field_group()
    assert one(html, "input", type="password").attrs.get("value") is None
    assert "hunter2" not in html


def test_lines_come_back_as_they_were_typed() -> None:
    words = "one\n\n  two\n<b>three</b>"

    class Nested(forms.Form):
        kind = forms.ChoiceField(choices=CHOICES, widget=Radios(reveals={"a": ["note"]}))
        note = LongText()

    html = Nested({"kind": "a", "note": words}).as_div()
    assert one(html, "textarea").text == words
    assert one(Every({"counted": words}).as_div(), "textarea", id="id_counted").text == words
    as_sent = Every({"note": words.replace("\n", "\r\n")}).as_div()
    assert "\r" not in as_sent
    assert one(as_sent, "textarea", id="id_note").text == words


def test_chosen_answers_come_back() -> None:
    form = Every({"select": "b", "radios": "b", "ticks": ["a", "b"], "tick": "on"})
    assert (
        one(form["select"].as_field_group(), "option", value="b").attrs.get("selected", 0) is None
    )
    checked = [e for e in find(form["radios"].as_field_group(), "input") if "checked" in e.attrs]
    assert [e.attrs["value"] for e in checked] == ["b"]
    ticked = [e for e in find(form["ticks"].as_field_group(), "input") if "checked" in e.attrs]
    assert [e.attrs["value"] for e in ticked] == ["a", "b"]
    assert "checked" in one(form["tick"].as_field_group(), "input").attrs
    assert "checked" not in one(Every()["tick"].as_field_group(), "input").attrs


def test_questions_are_revealed_once_and_under_their_choice() -> None:
    class Entry(forms.Form):
        nature = forms.ChoiceField(
            choices=[("fact", "Fact"), ("opinion", "Opinion")],
            widget=Radios(hints={"fact": "As seen or heard"}, reveals={"opinion": ["basis"]}),
        )
        basis = forms.CharField(required=False)
        about = forms.MultipleChoiceField(choices=CHOICES, widget=Ticks(reveals={"b": ["who"]}))
        who = forms.CharField(required=False)
        sensitive = forms.BooleanField(widget=TickReveals(reveals=["kind"]), required=False)
        kind = forms.CharField(required=False)

    html = Entry().as_div()
    for choice, name in [("nature-2", "basis"), ("about-2", "who"), ("sensitive", "kind")]:
        place = one(html, "div", id=f"conditional-id_{choice}")
        assert [e.attrs["id"] for e in place.inside if e.tag == "input"] == [f"id_{name}"]
        assert len(find(html, "input", id=f"id_{name}")) == 1
    assert "As seen or heard" in html
    assert "aria-controls" not in html  # shown by style alone


def test_a_question_that_was_left_out_reveals_nothing() -> None:
    class Entry(forms.Form):
        sensitive = forms.BooleanField(widget=TickReveals(reveals=["kind"]), required=False)
        kind = forms.CharField(required=False)

    form = Entry()
    assert find(form.as_div(), "input", id="id_kind")
    del form.fields["kind"]
    assert [e.attrs["id"] for e in find(form.as_div(), "input")] == ["id_sensitive"]


@pytest.mark.parametrize("widget", [Radios, Ticks])
def test_no_two_answers_show_the_same_question(widget: type[Radios | Ticks]) -> None:
    """It would be drawn twice under one id, and what is typed in the first be lost."""
    with pytest.raises(ValueError, match="drawn and sent twice"):
        widget(reveals={"a": ["who"], "b": ["why", "who"]})
    assert widget(reveals={"a": ["who"], "b": ["why"]}).reveals == {"a": ("who",), "b": ("why",)}


def test_what_may_be_left_out_says_so() -> None:
    class Maybe(forms.Form):
        name = forms.CharField(required=False)
        sure = forms.BooleanField(required=False)

    assert one(Maybe()["name"].as_field_group(), "label").text.strip() == "Name (optional)"
    assert one(Maybe()["sure"].as_field_group(), "label").text.strip() == "Sure"


def test_what_an_answer_reveals_is_asked_for_with_it_and_never_optional() -> None:
    class Entry(forms.Form):
        nature = forms.ChoiceField(
            choices=(("fact", "Fact"), ("opinion", "Opinion")),
            widget=Radios(reveals={"opinion": ["basis"]}),
        )
        basis = forms.CharField()
        sensitive = forms.BooleanField(required=False, widget=TickReveals(reveals=["kind"]))
        kind = forms.CharField()

        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            ask_revealed(self, "nature", "sensitive")

    assert "(optional)" not in Entry().as_div()
    assert Entry({"nature": "fact"}).is_valid()
    wrong = Entry({"nature": "opinion", "sensitive": "on"})
    assert sorted(wrong.errors) == ["basis", "kind"]
    assert "(optional)" not in wrong.as_div()


def test_missing_answers_say_what_to_do() -> None:
    said = {line["href"].removeprefix("#id_"): line["text"] for line in error_list(Every({}))}
    assert said["text"] == "Fill in ‘Text’"
    assert said["radios"] == "Choose an answer to ‘Radios’"
    assert said["tick"] == "Tick ‘Tick’"
    assert said["sheet"] == "Choose a file for ‘Sheet’"


def test_the_summary_leads_to_controls_that_exist() -> None:
    form = Every({"day-day": "3", "day-year": "2024"})
    html = form.as_div()
    ids = {element.attrs.get("id") for element in read(html)}
    targets = {line["href"].removeprefix("#") for line in error_list(form)}
    assert "id_day-month" in targets
    assert targets <= ids


def test_a_form_not_sent_yet_has_no_errors_to_show() -> None:
    assert error_list(Every()) == []


def test_upload_forms_ask_for_the_right_files() -> None:
    class Sheet(forms.Form):
        sheet = forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv"}))

    control = one(Sheet()["sheet"].as_field_group(), "input")
    assert (control.attrs["type"], control.attrs["accept"]) == ("file", ".csv")


@pytest.mark.parametrize(
    "field",
    [
        forms.MultipleChoiceField(choices=CHOICES),
        forms.ChoiceField(choices=[("Group", CHOICES)]),
        forms.SplitDateTimeField(),
    ],
)
def test_what_cannot_be_drawn_is_refused(field: Any) -> None:
    form = type("Odd", (forms.Form,), {"odd": field})()
    with pytest.raises(TypeError, match=r"drawn|draws"):
        draw_field(form["odd"])
