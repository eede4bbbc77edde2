"""Every write about letters and their templates, with its audit event in the same transaction."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions import add_entry
from clients.contacting.access import is_to_be_asked
from clients.contacting.actions import Made, make_contact
from clients.contacting.models import ContactMade
from clients.contacting.profile import IN_PERSON, POST, Profile, read
from clients.contacting.rules import Use, addresses_for_post, blocked_in, sentence_of
from clients.models import CaseFile, Entry
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import KeyRef, key_of, load_keys
from staff.models import Worker

from .access import others_in, sender
from .models import Letter, Printing, Template, Wording
from .printing import Sheet, print_sheet, sheet_of
from .rules import filled, in_words, says_what_we_do, with_more

CHANGED = "Safe contact was changed since you looked at this letter. Look at it once more before it is made"
NOT_SAFE = (
    "There is no safe address that this letter could go to now. It can be handed over in person"
)
GONE = "The address of this letter is not safe any more, or not known"
UNASKED = (
    "Nobody has asked the client lately whether this address is still safe. Ask, or say with the letter that it goes"
    " there all the same"
)
NAMED = (
    "‘{}’ names somebody else who is tied to this file (clause 3.2.1): take it out, or say with the letter that it is"
    " what the client told us"
)
NAMED_UNSAID = (  # without the words: it is told on the next page, by a cookie
    "It names somebody else who is tied to this file, and nobody said when it was made that it is what the client told"
    " us (clause 3.2.1): say so with the letter"
)
# as an entry says it, without words that name the other service's matter: the client reads it in their own file
ENTERED = {Letter.How.POST: "By post", Letter.How.IN_PERSON: "Handed over in person"}
NEWER = "The template was changed since you began. Look at the letter once more"


class Refused(Exception):
    """A letter is not made, or not printed; `args[0]` says why in a plain sentence."""


@dataclass(frozen=True)
class Filled:
    """A letter as it was filled in: from which wording, what stands in its blanks, and how it gets there.

    `place` is the address as its lines and postcode; None for one that is handed over.
    """

    wording: Wording
    told: Mapping[str, str]
    more: str
    place: tuple[str, str] | None


def compose(*, file: CaseFile, letter: Filled, profile: Profile, by: Worker) -> Sheet:
    """Return what the letter says; raises Refused for what safe contact does not let it say, or go to."""
    today = timezone.localdate()
    address = _address(file, letter, profile, today)
    told = {**letter.told, "today": date_gb(today), "worker": by.display_name}
    text = letter.wording.body
    body = with_more(filled(text, {**told, "name": file.name}), letter.more)
    sent_by, names = sender(profile)
    blocked = blocked_in(f"{letter.wording.name}\n{body}", profile, today)
    if blocked:
        raise Refused(f"{sentence_of(blocked[0])}: take it out of the letter")
    # her own name may be any word
    plain = with_more(filled(text, {**told, "name": ""}), letter.more)
    said = says_what_we_do(f"{letter.wording.name}\n{plain}", names)
    if said and not profile.may_name_us:
        raise Refused(f"{in_words(said)}, and safe contact does not allow that")
    return Sheet(address, sent_by, date_gb(today), letter.wording.name, body)


def _address(file: CaseFile, letter: Filled, profile: Profile, today: date) -> tuple[str, ...]:
    if letter.place is None:
        return ()
    safe = [(each.text, each.postcode) for each in addresses_for_post(profile, today)]
    if letter.place not in safe:
        raise Refused(NOT_SAFE)
    return (file.name, *_lines(*letter.place))


def _lines(text: str, postcode: str) -> tuple[str, ...]:
    return tuple(part for each in (text, postcode) for part in each.split("\n") if part.strip())


def make_letter(
    *,
    file: CaseFile,
    letter: Filled,
    seen: int,
    by: Worker,
    letter_id: UUID,
    unasked: bool,
    hers: bool,
) -> Letter:
    """Make a letter: everything is asked again of the opened file, which stays locked until the letter is on it.

    Raises Refused where safe contact is not what whoever makes it has `seen`, or does not let it go; where nobody has
    asked the client lately, unless it goes `unasked`; and where others are named, unless that is `hers` to say.
    """
    locked = CaseFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    load_keys([KeyRef("file", file.pk)])
    profile = read(locked.contact)
    if profile.version != seen:
        raise Refused(CHANGED)
    newest = letter.wording.template.wordings.order_by("-number").first()
    if newest != letter.wording:
        raise Refused(NEWER)
    if letter.place is not None and is_to_be_asked(locked) and not unasked:
        raise Refused(UNASKED)
    sheet = compose(file=locked, letter=letter, profile=profile, by=by)
    others = others_in(file, sheet.body)
    if others and not hers:
        raise Refused(NAMED.format(others[0]))
    how = Letter.How.POST if letter.place else Letter.How.IN_PERSON
    made_at = timezone.now()
    entry = _enter(file, sheet, how, by, letter_id)
    row = Letter(
        id=letter_id, file=file, wording=letter.wording, how=how, version=seen, made_by=by,
        made_at=made_at, entry=entry,
    )  # fmt: skip
    row.words = sheet.as_json()
    row.said = None if others is None else [_as_kept(file, each) for each in others]
    row.pdf = print_sheet(sheet, at=made_at, fonts=settings.LETTER_FONTS)
    row.save(force_insert=True)
    place = letter.place or ("", "")
    use = Use(POST if letter.place else IN_PERSON, *place)
    made = Made(use, ContactMade.Outcome.SENT, "", made_at)
    make_contact(file=file, made=made, seen=seen, by=by, contact_id=letter_id, entry=entry)
    record("letter_made", file=file.id, ids=[row.id, entry.id])
    return row


def _enter(file: CaseFile, sheet: Sheet, how: Letter.How, by: Worker, letter_id: UUID) -> Entry:
    words = f"Letter ‘{sheet.heading}’. {ENTERED[how]}.\n\n{sheet.body}"
    return add_entry(
        file=file,
        by=by,
        kind=Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=words,
        happened_on=timezone.localdate(),
        entry_id=letter_id,
    )


def print_letter(*, file: CaseFile, letter: Letter, by: Worker, unasked: bool, hers: bool) -> bytes:
    """Return a letter of an opened file to be printed: the first time as it was made, then marked as a copy.

    Raises Refused for one that safe contact does not let go, or say what it says, any more; where nobody has asked the
    client lately, unless it goes `unasked`; and where others are named of whom nobody said so when it was made, unless
    that is `hers` to say.
    """
    locked = CaseFile.objects.select_for_update(of=("self",)).get(pk=letter.file_id)
    load_keys([KeyRef("file", file.pk)])
    if why := why_not(letter, locked):
        raise Refused(f"{why}: it is not printed")
    if is_unasked(letter, locked) and not unasked:
        raise Refused(f"{UNASKED}: it is not printed")
    if not hers and unsaid_in(letter, file):
        raise Refused(f"{NAMED_UNSAID}. It is not printed")
    number = letter.printings.count() + 1
    try:
        with transaction.atomic():
            Printing.objects.create(id=uuid4(), file=file, letter=letter, number=number, by=by)
    except IntegrityError:
        raise Refused("Somebody else printed it at this moment. Try again") from None
    record("letter_printed", file=file.id, ids=[letter.id], reason="" if number == 1 else "copy")
    if number == 1:
        pdf: bytes = letter.pdf
        return pdf
    mark = f"Copy, printed on {date_gb(timezone.localdate())}"
    at = timezone.now()
    return print_sheet(sheet_of(letter.words), at=at, fonts=settings.LETTER_FONTS, copy=mark)


def is_unasked(letter: Letter, file: CaseFile) -> bool:
    """Say whether a letter goes by post to a client whom nobody has asked lately."""
    return letter.how == Letter.How.POST and is_to_be_asked(file)


def unsaid_in(letter: Letter, file: CaseFile, *, at_door: bool = False) -> list[str]:
    """Return by what words a letter names others that nobody has said, when it was made, to be the client's own.

    Whoever was tied since or taken in from another file, whom a record names since, and all of them where it was made
    by somebody who may not know (3.2.1, E48); none to whoever may not.
    """
    named, said = others_in(file, sheet_of(letter.words).body, at_door=at_door), letter.said or ()
    return [each for each in named or () if _as_kept(file, each) not in said]


def _as_kept(file: CaseFile, word: str) -> str:
    """Return what says that a word names somebody, to nobody but whoever may know of them."""
    key = key_of(KeyRef("third_party", file.pk))
    return hmac.new(key, word.encode(), hashlib.sha256).hexdigest()


def why_not(letter: Letter, file: CaseFile) -> str:
    """Return in a sentence why a letter is not printed as safe contact is now; empty: nothing speaks against it."""
    profile, sheet = read(file.contact), sheet_of(letter.words)
    if letter.how == Letter.How.POST and not still_safe(letter, profile):
        return GONE
    text = f"{sheet.heading}\n{sheet.body}"
    if blocked := blocked_in(text, profile, timezone.localdate()):
        return sentence_of(blocked[0])
    if profile.may_name_us:
        return ""
    names = sender(profile)[1]
    named = [each for each in names if says_what_we_do("\n".join(sheet.sender), [each])]
    said = says_what_we_do("\n".join([*named, text.replace(file.name, "")]), names)
    # one is enough: nothing is taken out of a letter that is made
    return f"{in_words(said[:1])}, and safe contact allows that no more" if said else ""


def still_safe(letter: Letter, profile: Profile) -> bool:
    """Say whether a letter could go to its address now."""
    lines = sheet_of(letter.words).address[1:]
    safe = addresses_for_post(profile, timezone.localdate())
    return lines in [_lines(each.text, each.postcode) for each in safe]


def keep_wording(
    *, template: Template | None, name: str, body: str, seen: int, by: Worker, wording_id: UUID
) -> Wording | None:
    """Put another wording of a template on record, or a new template; None if it is not over what was `seen`."""
    if template is None:
        template = Template(id=uuid4())
        template.save(force_insert=True)
    wording = Wording(
        id=wording_id, template=template, number=seen + 1, name=name, body=body, by=by
    )
    newest = template.wordings.order_by("-number").values_list("number", flat=True).first()
    if (newest or 0) != seen:
        return None
    try:
        with transaction.atomic():
            wording.save(force_insert=True)
    except IntegrityError:
        return None
    record("letter_template_changed", ids=[template.id, wording.id])
    return wording


def retire(*, template: Template, again: bool) -> None:
    """Take a template out of use, or put it back."""
    template.retired_at = None if again else timezone.now()
    template.save(update_fields=["retired_at"])
    record("letter_template_retired", ids=[template.id], reason="again" if again else "")
