"""What is asked about safe contact, and what whoever rang, wrote or met somebody says of it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from clients.contact import Call
from clients.diary.rules import clock_time
from clients.fields import LONGEST_NAME
from clients.once import Once
from confidentiality.interface.forms import DateParts, LongText, Radios, Ticks
from staff.models import Worker

from . import sameness
from .profile import (
    ADDRESS,
    CHANNELS,
    DAYS,
    EMAIL,
    KIND_WORDS,
    KINDS,
    LIMITED,
    PHONE,
    SAFE,
    UNKNOWN,
    Blocked,
    Point,
    Profile,
)
from .rules import contradictions, sentence_of

MOST = {PHONE: 6, EMAIL: 4, ADDRESS: 4, "blocked": 12}
NO_NUMBER = {
    PHONE: "Write a whole telephone number",
    EMAIL: "Write a whole e-mail address",
    ADDRESS: "Write the address with its postcode, or the house number and street",
}
Rows = Iterator[list[forms.BoundField]]


def short(label: str, longest: int = LONGEST_NAME, **kwargs: Any) -> forms.CharField:
    return forms.CharField(required=False, max_length=longest, label=label, **kwargs)


def _lines(label: str, **kwargs: Any) -> LongText:
    area = forms.Textarea({"rows": 2})
    return LongText(required=False, max_length=1000, label=label, widget=area, **kwargs)


def _day(label: str) -> DateParts:
    return DateParts(required=False, subject=f"‘{label}’", label=label)


def can_be_compared(kind: str, text: str, code: str) -> bool:
    """Say whether something can be compared with what is blocked: what cannot is kept out of it."""
    if kind == PHONE:
        return bool(sameness.phone(text))
    if kind == EMAIL:
        return bool(sameness.email(text))
    return bool(sameness.postcode(f"{text}\n{code}")) or any(each.isdigit() for each in text)


class ContactForm(Once):
    """Everything that is asked about safe contact, as many numbers and addresses as there are, and one more each."""

    seen = forms.IntegerField(
        required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput
    )  # the version that whoever writes has before them
    safe_to_call = forms.ChoiceField(
        choices=Call.choices, label="Is it safe to call?", widget=Radios()
    )
    channels = forms.MultipleChoiceField(
        required=False,
        choices=[each for each in CHANNELS.items() if each[0] != "call"],
        label="What else is safe?",
        widget=Ticks(),
    )
    days = forms.MultipleChoiceField(
        required=False,
        choices=list(DAYS.items()),
        label="On which days?",
        help_text="None ticked means any day",
        widget=Ticks(),
    )
    begins = short("From what time?", 5, help_text="For example 9:30. Empty means any time")
    ends = short("Until what time?", 5)
    times = short("More about when", help_text="For example: not in the school holidays")
    who_may_answer = short("Who may answer?")
    we_say = _lines(
        "What may be said to somebody else, and who we say we are",
        help_text="For example: ‘Priya from the library’. Empty means: say nothing, ring off",
    )
    may_name_us = forms.BooleanField(
        required=False,
        label="Letters may say who we are and what we do",
        help_text="Otherwise nothing on a letter says so",
    )
    limits = _lines("Other limits")
    verified = forms.BooleanField(
        required=False,
        label="The client has said today that all of this is so",
        help_text="Leave it empty when somebody else told you: the client is asked again sooner",
    )

    def __init__(self, *args: Any, told: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _first(told)
        self.told = told
        self.numbers: dict[str, range] = {}
        for kind in KINDS:
            self.numbers[kind] = self._many(kind, len(told.points(kind)))
            for number in self.numbers[kind]:
                self._ask_point(kind, number)
        self.numbers["blocked"] = self._many("blocked", len(told.blocked))
        for number in self.numbers["blocked"]:
            self._ask_block(number)

    def _many(self, kind: str, told: int) -> range:
        typed = [n for n in range(1, MOST[kind] + 1) if f"{kind}_{n}" in self.data]
        return range(1, min(max(told + 1, *typed, 1), MOST[kind]) + 1)

    def _ask_point(self, kind: str, number: int) -> None:
        what = f"{KIND_WORDS[kind]} {number}"
        self.fields[f"{kind}_{number}"] = _lines(what) if kind == ADDRESS else short(what)
        if kind == ADDRESS:
            self.fields[f"{kind}_code_{number}"] = short(f"Postcode of address {number}", 20)
        self.fields[f"{kind}_safe_{number}"] = forms.ChoiceField(
            choices=list(SAFE.items()),
            initial=UNKNOWN,
            required=False,
            label=f"Is {what[:1].lower()}{what[1:]} safe?",
            widget=Radios(),
        )
        self.fields[f"{kind}_since_{number}"] = _day(f"In use from ({what.lower()})")
        self.fields[f"{kind}_until_{number}"] = _day(f"In use until ({what.lower()})")

    def _ask_block(self, number: int) -> None:
        self.fields[f"blocked_kind_{number}"] = forms.ChoiceField(
            choices=list(KIND_WORDS.items()),
            required=False,
            label=f"Never use {number}: what is it?",
            widget=Radios(),
        )
        self.fields[f"blocked_{number}"] = _lines(f"Never use {number}: number or address")
        self.fields[f"blocked_code_{number}"] = short(f"Its postcode ({number})", 20)
        self.fields[f"blocked_reason_{number}"] = short(
            f"Why? ({number})", help_text="For example: a partner’s phone, a shared address"
        )
        self.fields[f"blocked_until_{number}"] = _day(f"Blocked until ({number})")

    def asked(self, kind: str) -> Rows:
        """Yield the questions of each number or address of a kind, of KINDS or 'blocked'."""
        names = ("{0}_{1}", "{0}_code_{1}", "{0}_safe_{1}", "{0}_since_{1}", "{0}_until_{1}")
        if kind == "blocked":
            names = ("{0}_kind_{1}", "{0}_{1}", "{0}_code_{1}", "{0}_reason_{1}", "{0}_until_{1}")
        for number in self.numbers[kind]:
            named = (each.format(kind, number) for each in names)
            yield [self[each] for each in named if each in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be compared, limits that nobody named, and what is the client’s and blocked at once."""
        data = super().clean() or self.cleaned_data
        for kind in KINDS:
            for number in self.numbers[kind]:
                self._check(kind, kind, number, ("since", "until"))
        for number in self.numbers["blocked"]:
            kind = data.get(f"blocked_kind_{number}") or ""
            self._check("blocked", kind, number, ("reason", "until"))
        for name in ("begins", "ends"):
            if data.get(name) and clock_time(data[name]) is None:
                label = self.fields[name].label
                self.add_error(name, f"Write the time as 9:30 or 14:05 under ‘{label}’")
        if self.errors:
            return data
        said = self.profile()
        if said.safe_to_call == LIMITED and not _says_limits(said):
            self.add_error("times", "Say when calling is safe, or who may answer")
        if said.begins and said.ends and said.begins >= said.ends:
            self.add_error("ends", "The end must be after the beginning")
        for kind, point, block in contradictions(said, timezone.localdate()):
            number = said.points(kind).index(point) + 1
            self.add_error(
                self._where(kind, number),
                f"{sentence_of(block)}. Take it out here, or out of ‘never use’",
            )
        return data

    def _check(self, group: str, kind: str, number: int, beside: Iterable[str]) -> None:
        data, name = self.cleaned_data, f"{group}_{number}"
        text, code = data.get(name, ""), data.get(f"{group}_code_{number}", "")
        if not text and not code:
            if any(data.get(f"{group}_{each}_{number}") for each in beside):
                self.add_error(name, "Write the number or address, or empty what stands with it")
            return
        if not kind:
            self.add_error(f"blocked_kind_{number}", "Say what it is")
        elif not can_be_compared(kind, text, code):
            self.add_error(name, NO_NUMBER[kind])
        if group == "blocked" and not data.get(f"blocked_reason_{number}"):
            self.add_error(f"blocked_reason_{number}", "Say why it is never to be used")
        since, until = data.get(f"{group}_since_{number}"), data.get(f"{group}_until_{number}")
        if since and until and since > until:
            self.add_error(f"{group}_until_{number}", "The last day must not be before the first")

    def _where(self, kind: str, number: int) -> str:
        """Return the field of the n-th point of a kind that was filled in."""
        filled = [
            f"{kind}_{each}"
            for each in self.numbers[kind]
            if self.cleaned_data.get(f"{kind}_{each}")
            or self.cleaned_data.get(f"{kind}_code_{each}")
        ]
        return filled[number - 1]

    def record_id(self, by: Worker) -> UUID:
        """Return the key of the telling; sent again the form has more rows, which say nothing."""
        whole = self.cleaned_data
        self.cleaned_data = {name: said for name, said in whole.items() if said}
        key = super().record_id(by)
        self.cleaned_data = whole
        return key

    def profile(self) -> Profile:
        """Return what is told; the form must be valid. Version and confirmation are the action's."""
        data = self.cleaned_data
        return Profile(
            version=self.told.version,
            phones=self._points(PHONE),
            emails=self._points(EMAIL),
            addresses=self._points(ADDRESS),
            blocked=tuple(
                Blocked(
                    data[f"blocked_kind_{n}"],
                    data[f"blocked_{n}"],
                    data[f"blocked_code_{n}"],
                    data[f"blocked_reason_{n}"],
                    _iso(data[f"blocked_until_{n}"]),
                )
                for n in self.numbers["blocked"]
                if data[f"blocked_{n}"] or data[f"blocked_code_{n}"]
            ),
            safe_to_call=data["safe_to_call"],
            channels=tuple(data["channels"]),
            days=tuple(each for each in DAYS if each in data["days"]),
            begins=_clock(data["begins"]),
            ends=_clock(data["ends"]),
            times=data["times"],
            who_may_answer=data["who_may_answer"],
            we_say=data["we_say"],
            may_name_us=data["may_name_us"],
            limits=tuple(filter(None, data["limits"].split("\n"))),
            as_told=self.told.as_told,
        )

    def _points(self, kind: str) -> tuple[Point, ...]:
        data = self.cleaned_data
        return tuple(
            Point(
                data[f"{kind}_{n}"],
                data.get(f"{kind}_code_{n}", ""),
                data[f"{kind}_safe_{n}"] or UNKNOWN,
                _iso(data[f"{kind}_since_{n}"]),
                _iso(data[f"{kind}_until_{n}"]),
            )
            for n in self.numbers[kind]
            if data[f"{kind}_{n}"] or data.get(f"{kind}_code_{n}")
        )


def _says_limits(said: Profile) -> bool:
    told = (said.days, said.begins, said.ends, said.times, said.who_may_answer, said.limits)
    return any(told)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _date(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _clock(text: str) -> str:
    found = clock_time(text) if text else None
    return f"{found:%H:%M}" if found else ""


def _first(told: Profile) -> dict[str, Any]:
    """Return what a form about safe contact begins with."""
    found: dict[str, Any] = {
        **{name: getattr(told, name) for name in ("safe_to_call", "begins", "ends", "times")},
        **{name: getattr(told, name) for name in ("who_may_answer", "we_say", "may_name_us")},
        "channels": list(told.channels),
        "days": list(told.days),
        "limits": "\n".join(told.limits),
        "seen": told.version,
    }
    for kind in KINDS:
        for n, each in enumerate(told.points(kind), start=1):
            found |= {f"{kind}_{n}": each.text, f"{kind}_code_{n}": each.postcode}
            found |= {f"{kind}_safe_{n}": each.safe}
            found |= {
                f"{kind}_since_{n}": _date(each.since),
                f"{kind}_until_{n}": _date(each.until),
            }
    for n, block in enumerate(told.blocked, start=1):
        found |= {f"blocked_kind_{n}": block.kind, f"blocked_{n}": block.text}
        found |= {f"blocked_code_{n}": block.postcode, f"blocked_reason_{n}": block.reason}
        found |= {f"blocked_until_{n}": _date(block.until)}
    return found


class SeenForm(forms.Form):
    """The version of safe contact that whoever confirms it has before them."""

    seen = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)


def asked_anew(form: forms.Form, *, seen: int) -> None:
    """Say at a form that safe contact changed meanwhile, and let it rest on what stands now when it is sent again."""
    typed = cast(QueryDict, form.data).copy()
    typed[form.add_prefix("seen")] = str(seen)
    form.data = typed
    form.add_error(
        None,
        ValidationError(
            "Safe contact was changed while you had this page open. What stands now is shown above, and nothing of"
            " yours is lost: look at both, and send again what is right."
        ),
    )
