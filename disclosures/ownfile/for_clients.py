"""What a client is told of reading their file: the words of docs/reading-your-file.md, which stand nowhere else."""

import re
from functools import cache

from django.conf import settings
from markupsafe import Markup

from staff.induction.text import as_page

_GUIDE = settings.BASE_DIR / "docs" / "reading-your-file.md"
_PICTURE = re.compile(r"^!\[[^]]*\]\([^)]*\)\n", re.MULTILINE)


@cache
def told() -> tuple[str, Markup]:
    """Return its heading, and its words as a page; it is of nobody's file."""
    words = _PICTURE.sub("", _GUIDE.read_text("utf-8"))
    heading, _, body = words.partition("\n")
    return heading.removeprefix("# "), as_page(re.sub(r"^##", "#", body, flags=re.MULTILINE))
