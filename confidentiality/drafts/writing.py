"""The form layer's part: which forms are kept, and a form shown with the words of its draft."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from confidentiality.access.identity import OpenedFile, current_frame
from confidentiality.interface.fields import TypedConfirmation

from .access import drafts_at
from .actions import Kept, keep, send
from .models import Draft
from .place import LONGEST_ADDRESS, Place, with_draft
from .posted import place_in, save_in, words_in


@dataclass(frozen=True)
class Shown:
    """The page under way: for whom, at which address, with which draft asked for."""

    person: UUID
    address: str
    route: str
    asked: UUID | None
    request: HttpRequest

    def sent(self, form: str) -> Place | None:
        """Return the place of the form of this name, if it was the one that this person sent."""
        place = place_in(self.request)
        return place if place and (place.form, place.person) == (form, self.person) else None


@dataclass(frozen=True)
class Keeping:
    """What the template of a kept form needs: see templates/parts/form.html."""

    place: Place
    base: int
    writer: UUID = field(default_factory=uuid4)
    serial: int = 0
    since: str = ""  # when the words shown were kept; empty: nothing is shown of a draft
    sent: bool = False  # the words shown were sent and not taken: the page goes to their draft
    others: tuple[tuple[str, str], ...] = ()  # drafts of the same form: address, when kept


showing: ContextVar[Shown | None] = ContextVar("showing", default=None)


def shown_at(request: HttpRequest) -> Shown | None:
    """Return where the forms of this request stand; None where nobody is signed in or no address matches."""
    worker = getattr(request, "worker", None)
    if worker is None or request.path.startswith("/account/"):
        return None
    query = [(n, v) for n, values in request.GET.lists() if n != "draft" for v in values]
    address = f"{request.path}?{urlencode(query)}" if query else request.path
    return Shown(
        worker.pk,
        address if len(address) <= LONGEST_ADDRESS else request.path[:LONGEST_ADDRESS],
        _route(request.path),
        _uuid(request.GET.get("draft", "")),
        request,
    )


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def keep_words(form: forms.BaseForm) -> Keeping | None:
    """Return what keeps this form's words, or None for a form in which nobody writes.

    A form that was not sent yet is shown with the words of the draft that the address asks for, without complaints
    about them.
    """
    shown = showing.get()
    opened = _opened_file()
    if shown is None or opened is None or not has_free_text(form):
        return None
    name = ".".join(filter(None, (type(form).__name__, form.prefix)))
    sent = shown.sent(name)
    if sent and not is_typed_in(form):
        send(sent, save_in(shown.request))  # what stood there before was emptied
    elif sent:
        return _shown_again(shown, sent, opened)
    drafts = drafts_at(shown.address, name)
    mine = next((draft for draft in drafts if draft.id == shown.asked), None)
    if mine is not None and not form.is_bound:
        _fill(form, mine)
    return Keeping(
        Place(
            mine.id if mine else uuid4(), shown.person, shown.address, shown.route, name, *opened
        ),
        base=mine.version if mine else 0,
        since=when(mine.saved_at) if mine else "",
        others=_others(drafts, mine),
    )


def _shown_again(shown: Shown, sent: Place, opened: tuple[UUID | None, str, str]) -> Keeping:
    """Keep the words that were sent and not taken, and let the page shown now go on counting where the last one was.

    A last save of the page before may still be under way: counted anew, whichever came second would become a draft
    that nobody left.
    """
    save = save_in(shown.request)
    kept = keep(sent, words_in(shown.request), save) or Kept(sent, 0)
    here = kept.place
    drafts = drafts_at(here.address, here.form)
    return Keeping(
        Place(here.draft, shown.person, here.address, shown.route, here.form, *opened, here.shown),
        base=kept.version,
        writer=save.writer,
        serial=save.serial,
        sent=True,
        others=_others(drafts, next((each for each in drafts if each.id == here.draft), None)),
    )


def _others(drafts: list[Draft], mine: Draft | None) -> tuple[tuple[str, str], ...]:
    return tuple(
        (with_draft(each.address, each.id), when(each.saved_at))
        for each in drafts
        if each is not mine
    )


def has_free_text(form: forms.BaseForm) -> bool:
    """Say whether somebody writes words of their own in the form, or what a form's own `kept_as_draft` says of it.

    A search says no; where somebody draws, yes.
    """
    said = getattr(form, "kept_as_draft", None)
    return (
        bool(said)
        if said is not None
        else any(
            isinstance(bound.field.widget, forms.TextInput | forms.Textarea)
            and not isinstance(bound.field.widget, forms.PasswordInput)
            and not isinstance(bound.field, TypedConfirmation)
            for bound in form.visible_fields()
        )
    )


def is_typed_in(form: forms.BaseForm) -> bool:
    """Say whether anything stands in a sent form that it was not shown with.

    Documents are no part of a draft; a form says in `by_the_clock` which of its fields show the time that it is.
    """
    kept = {b.name for b in form.visible_fields() if not b.field.widget.needs_multipart_form}
    return not kept.difference(getattr(form, "by_the_clock", ())).isdisjoint(form.changed_data)


def _opened_file() -> tuple[UUID | None, str, str] | None:
    """Return file, right and reference of the file that this request has opened; None where they are two."""
    frame = current_frame()
    opened: list[OpenedFile] = frame.opened if frame else []
    if not opened:
        return None, "", ""
    if len({each.file for each in opened}) > 1:
        return None
    strongest = max(opened, key=lambda each: STRENGTH.index(each.right))
    return strongest.file, strongest.right, strongest.reference


STRENGTH = [str(value) for value in Draft.Needs.values]


def _fill(form: forms.BaseForm, draft: Draft) -> None:
    """Show the form as it was typed: as if it had been sent, and found without fault."""
    data = QueryDict(mutable=True)
    for name, value in draft.words or []:
        data.appendlist(name, value)
    form.data, form.is_bound = data, True
    form._errors = ErrorDict()  # type: ignore[attr-defined]  # Django's own, unknown to its stubs


def when(at: datetime) -> str:
    """Return when something was kept as it is said on a page: 'at 14:32', or with the day if that is not today."""
    local = timezone.localtime(at)
    today = local.date() == timezone.localdate()
    return f"at {local:%H:%M}" if today else f"on {local.day} {local:%B} at {local:%H:%M}"
