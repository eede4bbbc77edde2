"""A day in three boxes, long text, confirmations."""

from datetime import date, timedelta

import pytest
from django import forms
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.interface.forms import (
    Confirmation,
    DateParts,
    LongText,
    TypedConfirmation,
)


class Day(forms.Form):
    day = DateParts(label="When?", past=True, subject="The day")


class AnyDay(forms.Form):
    day = DateParts(required=False)


def typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"day-day": day, "day-month": month, "day-year": year}


@pytest.mark.parametrize("month", ["6", "06", "June", "jun", "JUN."])
def test_a_day_is_read(month: str) -> None:
    form = Day(typed("3", month, "2024"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2024, 6, 3)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_real_day_is_read_as_itself(day: date) -> None:
    form = AnyDay(typed(str(day.day), str(day.month), f"{day.year:04d}"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == day


@given(st.text(max_size=9), st.text(max_size=9), st.from_regex(r"[0-9]{0,30}|.*"))
def test_nothing_that_is_typed_breaks_it(day: str, month: str, year: str) -> None:
    form = AnyDay(typed(day, month, year))
    form.is_valid()
    assert str(form["day"].as_field_group())


@pytest.mark.parametrize(
    ("boxes", "error", "parts"),
    [
        (("3", "", "2024"), "The day must include a month", ["month"]),
        (("", "", "2024"), "The day must include a day and a month", ["day", "month"]),
        (("31", "2", "2024"), "The day must be a real date", ["day", "month", "year"]),
        (("٣", "6", "2024"), "The day must be a real date", ["day", "month", "year"]),
        (("3", "ma", "2024"), "The day must be a real date", ["day", "month", "year"]),
        (("3", "6", "9" * 20), "The day must be a real date", ["day", "month", "year"]),
        (("3", "6", "24"), "The day must have a year of 4 numbers", ["year"]),
        (("3", "6", "1066"), "The day must be 1 January 1900 or later", ["day", "month", "year"]),
    ],
)
def test_errors_say_what_is_wrong_and_where(
    boxes: tuple[str, str, str], error: str, parts: list[str]
) -> None:
    form = Day(typed(*boxes))
    assert form.errors["day"] == [error]
    (found,) = form.errors["day"].as_data()
    assert found.params is not None
    assert found.params["parts"] == parts


def test_the_future_is_refused_from_tomorrow_on() -> None:
    today = timezone.localdate()
    for day, valid in [(today, True), (today + timedelta(days=1), False)]:
        assert Day(typed(str(day.day), str(day.month), str(day.year))).is_valid() is valid


def test_empty_boxes_are_missing_or_nothing() -> None:
    assert Day({}).errors["day"].as_data()[0].code == "required"
    form = AnyDay(typed("", " ", ""))
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


def test_what_was_typed_comes_back_and_a_day_is_split() -> None:
    assert Day(typed("31", "foo", "2024"))["day"].value() == ("31", "foo", "2024")
    assert Day(initial={"day": date(2024, 6, 3)})["day"].value() == ("3", "6", "2024")


def test_has_changed_compares_days() -> None:
    assert not Day(typed("03", "june", "2024"), initial={"day": date(2024, 6, 3)}).has_changed()
    assert Day(typed("04", "6", "2024"), initial={"day": date(2024, 6, 3)}).has_changed()
    assert Day(typed("x", "6", "2024"), initial={"day": date(2024, 6, 3)}).has_changed()


def test_line_ends_count_as_the_page_counts_them() -> None:
    class Note(forms.Form):
        body = LongText(max_length=5)

    form = Note({"body": "a\r\nb\rc"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["body"] == "a\nb\nc"
    assert not Note({"body": "a\nb\ncd"}).is_valid()


def test_a_confirmation_has_to_be_ticked() -> None:
    class Step(forms.Form):
        sure = Confirmation("The file is destroyed")

    assert Step({"sure": "on"}).is_valid()
    assert Step({}).errors["sure"] == ["Tick to confirm: the file is destroyed"]
    told = Confirmation("I have read it").error_messages["required"]
    assert told == "Tick to confirm: I have read it"


def test_a_typed_confirmation_has_to_be_right() -> None:
    class Step(forms.Form):
        reference = TypedConfirmation("ISS-7K3M-Q2")

    assert Step({"reference": " iss-7k3m-q2 "}).is_valid()
    for wrong in ("", "ISS-7K3M-Q3"):
        assert Step({"reference": wrong}).errors["reference"] == [
            "Type ISS-7K3M-Q2 exactly as it stands here"
        ]
