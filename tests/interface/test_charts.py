"""The chart of bars: what it says to eyes and to a screen reader, and that nothing but shapes is in it."""

from confidentiality.interface.charts import Bar, bars
from confidentiality.interface.filters import inline_svg
from tests.interface.markup import find, one


def test_each_bar_is_as_long_as_its_value_says() -> None:
    drawn = inline_svg(bars("Open files", [Bar("Priya", 4), Bar("Hannah", 2), Bar("Tilda", 0)]))
    longs = [float(each.attrs["width"] or 0) for each in find(drawn, "rect")]
    assert longs == [320.0, 160.0, 1]
    assert one(drawn, "title").text == "Open files"
    said = [each.text for each in find(drawn, "text")]
    assert said == ["Priya", "4", "Hannah", "2", "Tilda", "0"]


def test_a_limit_is_a_mark_and_who_has_reached_it_looks_different() -> None:
    drawn = bars("Open files", [Bar("Priya", 4, 4), Bar("Hannah", 2, 8)])
    assert [each.attrs["x1"] for each in find(drawn, "line")] == ["160.0", "320.0"]
    assert ["--full" in (each.attrs["class"] or "") for each in find(drawn, "rect")] == [
        True,
        False,
    ]


def test_names_are_no_markup() -> None:
    drawn = inline_svg(bars("<b>", [Bar("<i>Ann</i>", 1)]))
    assert "<i>" not in drawn
    assert "<b>" not in drawn
