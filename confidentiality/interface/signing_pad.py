"""What is drawn on a signing pad: lines of points, small whole numbers and nothing else. Pure: no Django."""

import json
from typing import Any

WIDE, HIGH = 1000, 300
MOST_LINES, MOST_POINTS = 400, 6_000
Strokes = list[list[list[int]]]


class NotDrawn(ValueError):
    """What came is no drawing."""


def strokes_of(text: str) -> Strokes:
    """Return what was drawn; raises NotDrawn for nothing, too much, or anything that is not lines of points."""
    try:
        drawn = json.loads(text)
    except (ValueError, RecursionError):
        raise NotDrawn from None
    if not isinstance(drawn, list) or not 0 < len(drawn) <= MOST_LINES:
        raise NotDrawn
    if not all(isinstance(line, list) and len(line) > 0 for line in drawn):
        raise NotDrawn
    points = [point for line in drawn for point in line]
    if not 2 <= len(points) <= MOST_POINTS or not all(map(_is_point, points)):
        raise NotDrawn
    return drawn


def _is_point(point: Any) -> bool:
    if (
        not isinstance(point, list)
        or len(point) != 2
        or not all(type(each) is int for each in point)
    ):
        return False
    return bool(0 <= point[0] <= WIDE and 0 <= point[1] <= HIGH)


def drawn_as_svg(strokes: Strokes | None) -> str:
    """Return a drawing as an SVG of its lines, '' for none."""
    if not strokes:
        return ""
    lines = "".join(
        f'<polyline points="{" ".join(f"{int(x)},{int(y)}" for x, y in line)}"/>'
        for line in strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="400" height="120" role="img"'
        ' aria-label="Their signature" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round">'
        f"{lines}</svg>"
    )
