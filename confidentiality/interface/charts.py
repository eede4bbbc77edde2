"""Small charts, drawn on the server as SVG; the same figures stand beside each as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape

WIDTH, ROW, BAR = 360, 46, 16  # a row: its words, and a bar below them
NUMBER = 40  # room for the figure behind the longest bar


@dataclass(frozen=True)
class Bar:
    """One bar: whose, how much, and a mark at the most that there should be (None: no mark)."""

    label: str
    value: int
    most: int | None = None


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Return a bar chart as SVG for the filter `inline_svg`; `title` is what a screen reader says of it."""
    longest = max([1, *(row.value for row in rows), *(row.most or 0 for row in rows)])
    drawn = "".join(_bar(row, ROW * place, longest) for place, row in enumerate(rows))
    height = ROW * len(rows)
    return (
        f'<svg class="latch-bars" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>{escape(title)}</title>{drawn}</svg>"
    )


def _bar(row: Bar, top: int, longest: int) -> str:
    scale = (WIDTH - NUMBER) / longest
    long = round(row.value * scale, 1)
    at = top + 22
    full = row.most is not None and row.value >= row.most
    shade = "latch-bars__bar latch-bars__bar--full" if full else "latch-bars__bar"
    parts = [
        f'<text class="latch-bars__label" x="0" y="{top + 16}">{escape(row.label)}</text>',
        f'<rect class="{shade}" x="0" y="{at}" width="{max(long, 1)}" height="{BAR}"/>',
        f'<text class="latch-bars__value" x="{long + 8}" y="{at + 13}">{row.value}</text>',
    ]
    if row.most is not None:
        mark = round(row.most * scale, 1)
        parts.append(
            f'<line class="latch-bars__most" x1="{mark}" x2="{mark}" y1="{at - 3}" y2="{at + BAR + 3}"/>'
        )
    return "".join(parts)
