"""The forms of a page as a browser finds them, and ways to fill them in: rightly, or with hostile values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.clients.imports.working import GOOD, sheet_bytes

Filled = dict[str, list[str]]
URL_ENCODED = "application/x-www-form-urlencoded"
FREE = ("text", "textarea", "tel", "search")
# What is put right: as it stands nothing would come of it.
ANEW = {"date_of_birth-day": "3"}
# What is left empty: a birth beside a telephone, an opinion's basis beside a fact, the day an open file was left.
EMPTY = (
    "born-day",
    "born-month",
    "born-year",
    "basis",
    "left-day",
    "left-month",
    "left-year",
    "times",
    *("reached_name", "reached_agency", "reached_phone"),  # somebody of the register is chosen
    *("school", "parental_authority", "court_orders"),
    *("left", "top", "right", "bottom"),  # no place on a page
    "who_may_answer",
    "clock",
    "team",
    "second",
    "run_with",
)
# what fits a line manager only; what is asked about once more; somebody of the register is chosen
UNTICKED = ("manages", "end", "threatened")
KNOWN = {
    "reference": cast.FILES["amina"].reference,
    "of_file": cast.FILES["daniel"].reference,  # for the manager who stands first
    "belongs_in": cast.FILES["siobhan"].reference,
    "first_name": "Amina",
    "partner_names": "Noah Vetch",
    "phone": cast.FILES["amina"].phone,
    "text": "# 2.1 Who decides\n\nShe does.",
    "sign_in_name": "omar.reed",
    "most": "12",
    "stage": "2",
    "begins": "9:00",
    "ends": "17:00",
    "phone_3": "07700 900166",
    "phones": "07700 900155",
    "emails": "mina@example.org",
    **dict.fromkeys(("postcode", "postcode_1", "postcode_2"), "LS1 4AP"),
    "email_2": "mina@example.org",
    "email": "mina@example.org",
    "address_1": "3 Quay Lane",
    "address_2": "7 Elm Walk",
    **{f"blocked_{n}": f"07700 90018{n}" for n in (1, 2, 3)},
    "port": "587",
    "at": "14:30",
    "sender": "latch@example.org",
    "networks": "10.1.0.0/16",
    "address": "ann.lee@example.org",
    "does": "withhold",
    "passage": "neighbour",
    "deputy": str(cast.PEOPLE["dvpp_worker"].id),  # for the manager who stands first
}
# in so many days
FUTURE = {
    "expires_on": 100,
    "review_on": 100,
    "starts_on": 0,
    "not_after": 100,
    "until": 2,
    "due": 2,
    "day": 2,
    "last_day": 100,
    "ring_back_on": 100,
    "answer_by": 14,
}
HOSTILE = {
    "nothing": "",
    "nul": "a\x00b",
    "writing": "🧷👩🏽‍🦱 \u202eتوقف\u202c\u2066abc",
    "lone surrogate": "\udc80",
    "code": '=HYPERLINK("x") <script>alert(1)</script>{{ 7*7 }}{% debug %} \'; DROP TABLE clients_entry; --',
    "number": "99999999999999999999999",
    "other digits": "-٣",
    "another id": "00000000-0000-4000-8000-0000000000ee",
    "long": "x" * 60_000,
}
WORDS = ("nothing", "nul", "writing", "lone surrogate", "code", "long")  # of these, what is a text
# What no form asks for. Told apart from everything that a form could rightly write.
UNASKED_ID, UNASKED_DAY = "00000000-0000-4000-8000-0000000000ff", "2001-01-01"
UNASKED_WORD = "overreached"


@dataclass
class Field:
    """One field of a form: its kind of control, the values to choose from, and what stands in it."""

    kind: str
    choices: list[str] = field(default_factory=list)
    value: str = ""


@dataclass
class Form:
    """A form that posts: to where, and its fields by name."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def asks(self) -> dict[str, Field]:
        """Return the fields that a person fills in."""
        return {name: each for name, each in self.fields.items() if each.kind != "hidden"}

    @property
    def words(self) -> list[str]:
        """Return the fields that take any text."""
        return [n for n, f in self.asks.items() if f.kind in FREE and _day_part(n) is None]


class _Forms(HTMLParser):
    """Collects the forms of a page that post."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method", "").lower() == "post":
            self._open = Form(has.get("action") or self.path)
        elif tag == "option" and self._select:
            self._select.choices.append(has.get("value", ""))
        elif tag in {"input", "select", "textarea", "button"} and self._open and has.get("name"):
            kind = has.get("type", "text") if tag == "input" else tag
            found = self._open.fields.setdefault(
                has["name"], Field(kind, value=has.get("value", ""))
            )
            if kind in {"radio", "checkbox"}:
                found.choices.append(has.get("value", "on"))
            self._select = found if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "form" and self._open:
            self.found.append(self._open)
            self._open = None


def forms_of(page: str, path: str) -> list[Form]:
    """Return the forms of a page at `path` that post."""
    parser = _Forms(path)
    parser.feed(page)
    return parser.found


def rightly(form: Form) -> Filled:
    """Return the form filled in as somebody would who wants it taken."""
    return {name: _right(name, each) for name, each in form.fields.items()}


def _right(name: str, each: Field) -> list[str]:
    if name in ANEW and each.value:
        return [ANEW[name]]
    if each.kind == "hidden" or (each.value and each.kind in FREE):
        return [each.value]
    if name in EMPTY:
        return [""]
    if name in UNTICKED:
        return []
    if name in KNOWN:
        return [KNOWN[name]]
    if part := _day_part(name):
        return [part]
    choices = [choice for choice in each.choices if choice]
    return choices[:1] if each.kind in {"radio", "checkbox", "select"} else ["Words"]


def _day_part(name: str) -> str | None:
    which, _, part = name.rpartition("-")
    if part not in {"day", "month", "year"}:
        return None
    ahead = timedelta(days=FUTURE.get(which, -1))
    day: date = timezone.localdate() + ahead
    return str(getattr(day, part))


def badly(form: Form, value: str) -> Filled:
    """Return the form with the value in everything that a person fills in."""
    return {**rightly(form), **{name: [value] for name in form.asks}}


def rightly_but(form: Form, value: str) -> Filled:
    """Return the form filled in rightly, with the value wherever any text is taken."""
    return {**rightly(form), **{name: [value] for name in form.words}}


def one_by_one(form: Form) -> Iterator[tuple[str, str, Filled]]:
    """Give the form filled in rightly but for one field, hidden ones too, with each hostile value in turn, or twice."""
    for name in form.fields:
        for label, value in HOSTILE.items():
            yield name, label, {**rightly(form), name: [value]}
        yield name, "twice", {**rightly(form), name: ["1", *rightly(form)[name], "2"]}


def unasked(form: Form) -> Filled:
    """Return what a form might be sent beyond what it asks: every column of every table."""
    columns = [each for model in apps.get_models() for each in model._meta.concrete_fields]
    sent = {name: [_unasked(each)] for each in columns for name in (each.name, each.attname)}
    return {name: value for name, value in sent.items() if name not in form.fields}


def _unasked(column: "models.Field[Any, Any]") -> str:
    if isinstance(column, models.UUIDField | models.ForeignKey | models.OneToOneField):
        return UNASKED_ID
    if isinstance(column, models.DateField):
        return UNASKED_DAY
    choices = [value for value, _ in column.flatchoices if value]
    return str(choices[-1]) if choices else UNASKED_WORD


def send(client: Client, form: Form, filled: Mapping[str, Iterable[str]]) -> int:
    """Post the form and return the status of the answer."""
    return int(post(client, form, filled).status_code)


def post(client: Client, form: Form, filled: Mapping[str, Iterable[str]]) -> Any:
    """Post the form and return the answer."""
    client.cookies.pop("messages", None)
    if any(each.kind == "file" for each in form.fields.values()):
        files = {
            "sheet": SimpleUploadedFile("sheet.csv", sheet_bytes(GOOD | {"surname": "Orton"})),
            "document": SimpleUploadedFile("words.txt", b"Words"),
        }
        data: dict[str, list[bytes]] = {
            name: [value.encode("utf-8", "surrogatepass") for value in values]
            for name, values in filled.items()
            if name not in files
        }
        sent = {name: file for name, file in files.items() if name in form.fields}
        return client.post(form.action, {**data, **sent})
    body = "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, values in filled.items()
        for value in values
    )
    return client.generic("POST", form.action, body, URL_ENCODED)


def refusal_in(answer: Any) -> str:
    """Return what a page says when it refuses: its alerts and the summary of its errors, in words."""
    html = answer.content.decode(errors="replace")
    parts = re.findall(r'(?s)<div class="(?:moj-alert|govuk-error-summary).*?</div>\s*</div>', html)
    words = re.sub(r"<[^>]+>", " ", " ".join(parts) or html.partition("<main")[2])
    return " ".join(words.split())[:600]
