"""Each of our parts draws, keeps words words, and holds to the strict headers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.template import engines
from django.urls import reverse
from jinja2 import UndefinedError
from markupsafe import Markup

from confidentiality.drafts.place import Place
from confidentiality.drafts.writing import Keeping
from confidentiality.interface.context import Navigation, NavItem
from confidentiality.interface.forms import Confirmation
from confidentiality.interface.jinja import Parts
from confidentiality.interface.signature import SignatureForm
from tests.interface.markup import breaks_policy, find, one

PARTS = Path(__file__).parents[2] / "templates" / "parts"
HOSTILE = "\"'><script>alert(1)</script>&amp;"
LINK = {"text": HOSTILE, "href": "/x/?a=1&b=2"}


class Step(forms.Form):
    """A form with one confirmation, as outward steps have."""

    sure = Confirmation("It goes to Northgate Housing")


def parts() -> Parts:
    found: Parts = engines["jinja2"].env.globals["parts"]  # type: ignore[attr-defined]
    return found


def sent() -> forms.Form:
    form = Step({})
    form.add_error(None, HOSTILE)
    return form


DRAWN: dict[str, Callable[[], Any]] = {
    "alert": lambda: parts().alert(HOSTILE, kind="warning", title=HOSTILE),
    "back_link": lambda: parts().back_link("/x/", HOSTILE),
    "badge": lambda: parts().badge(HOSTILE, "good"),
    "clause": lambda: parts().clause(HOSTILE),
    "confirm_panel": lambda: parts().confirm_panel(
        Step(), "", HOSTILE, HOSTILE, cancel="/x/", title=HOSTILE
    ),
    "cover": lambda: parts().cover(HOSTILE),
    "empty_state": lambda: parts().empty_state(HOSTILE, HOSTILE, LINK),
    "error_summary": lambda: parts().error_summary(sent()),
    "field": lambda: parts().field(Step()["sure"], label=HOSTILE, hint=HOSTILE),
    "file_header": lambda: parts().file_header(
        HOSTILE, HOSTILE, "iss", facts=[HOSTILE], badges=[(HOSTILE, "wrong")]
    ),
    "filter": lambda: parts().filter(Step(), title=HOSTILE, button=HOSTILE, clear="/x/"),
    "form": lambda: parts().form(Step(), "", button=HOSTILE, cancel="/x/"),
    "full_size": lambda: parts().full_size("/x/", HOSTILE),
    "keeping": lambda: parts().keeping(
        Keeping(
            Place(uuid4(), uuid4(), HOSTILE, HOSTILE, HOSTILE),
            base=1,
            since=HOSTILE,
            others=(("/x/", HOSTILE),),
        )
    ),
    "other_ways": lambda: parts().other_ways([{"id": "z", "url": "/x/", "description": HOSTILE}]),
    "pagination_keyset": lambda: parts().pagination_keyset("/?a", "/?b", HOSTILE, HOSTILE, HOSTILE),
    "passkey": lambda: parts().passkey("/x/", HOSTILE, HOSTILE),
    "progress": lambda: parts().progress("job", HOSTILE, "/x/", "running", 1, 2),
    "service_navigation": lambda: parts().service_navigation(
        Navigation([NavItem(HOSTILE, "/x/", True)], HOSTILE, [NavItem(HOSTILE, "/x/", True, 3)])
    ),
    "sub_nav": lambda: parts().sub_nav([LINK, {**LINK, "current": True}], HOSTILE),
    "signing_pad": lambda: parts().signing_pad(SignatureForm(initial={"name": HOSTILE})),
    "summary_list": lambda: parts().summary_list(
        [(HOSTILE, HOSTILE), (HOSTILE, HOSTILE, LINK)], title=HOSTILE
    ),
    "table": lambda: parts().table([HOSTILE], [[HOSTILE], [HOSTILE]], HOSTILE),
    "task_list": lambda: parts().task_list(
        [{"what": HOSTILE, "done": False, "clause": HOSTILE, "mend": HOSTILE, "href": "/x/"}],
        HOSTILE,
    ),
    "timeline": lambda: parts().timeline(
        [
            {
                "title": HOSTILE,
                "when": date(2026, 6, 3),
                "by": HOSTILE,
                "body": HOSTILE,
                "badges": [(HOSTILE, "brand")],
                "note": HOSTILE,
                "href": LINK,
                "id": HOSTILE,
            }
        ]
    ),
    "unlock": lambda: parts().unlock("", HOSTILE, HOSTILE),
    "whole_form_errors": lambda: parts().whole_form_errors(sent()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_words_stay_words(name: str) -> None:
    html = DRAWN[name]()
    assert "alert(1)" in html
    assert not find(html, "script")
    assert breaks_policy(html) == []


WORDLESS = ("mark", "keeping_said", "kept_in")  # the last is drawn in "keeping"


def test_every_part_is_tested() -> None:
    assert {path.stem for path in PARTS.glob("*.html")} == {*DRAWN, *WORDLESS}
    assert one(parts().mark(), "svg").attrs["aria-hidden"] == "true"


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(AttributeError):
        parts().frobnicate()
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ parts.frobnicate() }}").render({})


def test_a_missing_name_is_an_error_and_never_an_empty_string() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ nobody }}").render({})


def test_a_task_says_what_is_missing_who_can_mend_it_and_which_clause_asks() -> None:
    html = parts().task_list(
        [
            {"what": "Consent is recorded", "done": True, "clause": "2.1", "mend": "Her worker"},
            {"what": "A manager signed", "done": False, "clause": "3.3.2 c", "mend": "A manager"},
            {"what": "It was sent", "done": False, "later": True},
        ]
    )
    done, missing, later = (item.text for item in find(html, "li"))
    assert "Done" in done
    assert "Her worker" not in done
    assert "Missing" in missing
    assert "A manager" in missing
    assert "Later" in later
    addresses = [link.attrs["href"] for link in find(html, "a")]
    policy = reverse("policy:clauses")
    assert addresses == [f"{policy}#clause-2.1", f"{policy}#clause-3.3.2-c"]


def test_the_timeline_leaves_no_words_glued_together() -> None:
    html = parts().timeline(
        [
            {
                "title": "Risk review",
                "when": datetime(2026, 6, 3, 13, 5, tzinfo=UTC),
                "by": "Sam",
                "body": "One\nTwo",
                "badges": [("Fact", "neutral"), ("Sensitive", "caution")],
            }
        ]
    )
    header = one(html, "div", class_="moj-timeline__header")
    assert " ".join(header.text.split()) == "Risk review by Sam Fact Sensitive"
    assert one(html, "time").text == "3 June 2026 at 2:05pm"
    assert one(html, "p", class_="latch-prose").text == "One\nTwo"


def test_progress_asks_again_only_while_there_is_something_to_wait_for() -> None:
    running = parts().progress("job", "Import", "/imports/1/", "running", 3, 9)
    frame = one(running, "div", id="job")
    assert frame.attrs["hx-get"] == "/imports/1/"
    assert frame.attrs["hx-trigger"] == "every 2s"
    assert frame.attrs["hx-headers"] == '{"X-Latch-Poll":"1"}'
    bar = one(running, "progress")
    assert (bar.attrs["value"], bar.attrs["max"]) == ("3", "9")
    assert one(running, "a").attrs["href"] == "/imports/1/"  # without JavaScript

    ended = parts().progress("job", "Import", "/imports/1/", "finished", 9, 9, after=LINK)
    assert "hx-get" not in one(ended, "div", id="job").attrs
    assert one(ended, "a").attrs["href"] == LINK["href"]
    failed = parts().progress("job", "Import", "/imports/1/", "failed")
    assert "hx-get" not in one(failed, "div", id="job").attrs


def test_a_confirmation_names_the_consequence_before_the_button() -> None:
    html = parts().confirm_panel(Step(), "", "It goes to Northgate.", "Release", action="/x/")
    text = one(html, "section").text
    assert text.index("It goes to Northgate.") < text.index("Release")
    assert one(html, "form").attrs["method"] == "post"
    assert one(html, "input").attrs["type"] == "checkbox"
    assert "govuk-button--warning" in (one(html, "button").attrs["class"] or "")


def test_a_form_with_a_file_says_so() -> None:
    class Sheet(forms.Form):
        sheet = forms.FileField()

    sheet = one(parts().form(Sheet(), ""), "form")
    assert sheet.attrs["enctype"] == "multipart/form-data"
    assert "enctype" not in one(parts().form(Step(), ""), "form").attrs


def test_two_files_look_different() -> None:
    first, second = (
        one(parts().file_header(reference, "Maria Silva", "iss"), "section")
        for reference in ("ISS-7K3M-Q2", "ISS-4C8D-W5")
    )
    assert first.attrs["class"] != second.attrs["class"]
    assert "ISS-7K3M-Q2" in first.text
    assert "Maria Silva" in first.text


def test_a_filter_does_not_call_its_questions_optional() -> None:
    class Narrow(forms.Form):
        why = forms.ChoiceField(choices=[("", "Any")], required=False)
        sort = forms.CharField(widget=forms.HiddenInput, initial="new")

    html = parts().filter(Narrow())
    assert one(html, "label").text.strip() == "Why"
    assert one(html, "input", type="hidden").attrs["value"] == "new"
    assert one(html, "form").attrs["method"] == "get"


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    assert parts().pagination_keyset().strip() == ""
    assert parts().error_summary(Step()).strip() == ""
    assert parts().whole_form_errors(Step()).strip() == ""


@pytest.mark.attack("A10")
def test_nothing_but_our_own_words_is_called_safe() -> None:
    """What somebody typed is never put into a page unescaped: only a literal stands before the filter."""
    found = []
    for path in Path("templates").rglob("*.html"):
        for before in re.findall(r"(\S)\s*\|\s*safe\b", path.read_text()):
            found += [f"{path}: {before}"] * (before not in "\"'")
    assert found == []


def test_the_cover_that_is_drawn_once_is_the_part_with_each_answer_s_own_token() -> None:
    """A token that stayed from the page before would let somebody else's forms through, or nobody's."""
    cover = engines["jinja2"].env.globals["cover"]  # type: ignore[attr-defined]
    for passkey in (False, True, False):
        for token in (
            Markup('<input name="csrfmiddlewaretoken" value="one">'),
            Markup("<b>two</b>"),
            HOSTILE,
        ):
            assert cover(token, passkey) == parts().cover(token, passkey)
