"""Typing in a form, as its page does it."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from confidentiality.access.identity import acting_as
from confidentiality.drafts.models import Draft
from tests import cast
from tests.filling import Form, forms_of

SAVE = "/drafts/save/"
WORDS = "Zinnia rang about the dog."  # stands nowhere else in tests or cast


@dataclass
class Page:
    """One showing of the form that is kept at an address."""

    form: Form
    serial: int = 0
    base: int = 0
    writer: str = ""
    place: str = ""
    answers: list[dict[str, Any]] = field(default_factory=list)

    def save(self, client: Client, **words: str) -> dict[str, Any]:
        """Send what was typed so far, as the page would; returns the answer."""
        self.serial += 1
        body = {
            "place": self.place,
            "writer": self.writer,
            "serial": self.serial,
            "base": self.base,
            "words": [[name, value] for name, value in words.items()],
        }
        response = client.post(SAVE, json.dumps(body), content_type="application/json")
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = response.json()
        if answer["state"] == "forked":
            self.place = answer["place"]
        return answer

    def sent(self, **words: str) -> dict[str, str]:
        """Return what the browser posts with these words."""
        return {
            **{
                name: each.value for name, each in self.form.fields.items() if each.kind == "hidden"
            },
            "draft": self.place,
            "draft_writer": self.writer,
            "draft_serial": str(self.serial + 1) if self.serial else "0",
            **words,
        }


def showing(client: Client, address: str) -> Page:
    """Open the page at an address and return its kept form."""
    response = client.get(address)
    assert response.status_code == 200, response
    (form,) = [f for f in forms_of(response.content.decode(), address) if "draft" in f.fields]
    return page_with(form)


def page_with(form: Form) -> Page:
    """Return a page on which this kept form is shown."""
    value = {name: each.value for name, each in form.fields.items()}
    return Page(
        form,
        serial=int(value["draft_serial"]),
        base=int(value["draft_base"]),
        writer=value["draft_writer"] or str(uuid4()),
        place=value["draft"],
    )


def drafts_of(key: str) -> list[Draft]:
    """Return a cast person's unsent drafts, the newest first, as that person reads them."""
    with acting_as(cast.PEOPLE[key].id):
        found = list(Draft.objects.filter(sent_at=None).order_by("-saved_at"))
        for draft in found:
            assert draft.words is not None
    return found


def words_of(key: str) -> list[dict[str, str]]:
    """Return the words of each of a person's drafts."""
    with acting_as(cast.PEOPLE[key].id):
        found = Draft.objects.filter(sent_at=None).order_by("-saved_at")
        return [dict(map(tuple, draft.words or [])) for draft in found]


def draft_id_in(address: str) -> UUID:
    """Return the draft's id in an address."""
    return UUID(address.rpartition("draft=")[2])
