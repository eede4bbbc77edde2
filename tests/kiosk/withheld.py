"""A client who reads her own file, and a canary in everything around it that is not hers to read (A2, 3.2.1, 5.2.4)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from clients.actions import correct_entry
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.ownfile import redress
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does, Part, Place, Prepared, places_of
from tests import cast, uploading
from tests.clients.questions import file_of
from tests.diary.working import an_appointment
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.drafts.test_fence import place, typed
from tests.kiosk.office import SITTING, Screen, a_screen, at_office, give
from tests.ownfile import working
from tests.redaction import working as preparing
from tests.redaction.working import SAID
from tests.scans import preparing as scans
from tests.tasks.working import a_task
from tests.test_canaries import Canaries, people, safe_contact, what_leaves, what_others_said
from tests.thirdparty.working import an_entry

AMINA, HIS, HIS_WORKER = cast.FILES["amina"].id, cast.FILES["daniel"].id, "dvpp_worker"
ROOM = "a screen's room"
# What is hers: the machine finds none of these, nobody withheld them, and the crawl has to see each.
HERS = (
    *("what she told us", "what she says is wrong", "why she agrees", "an agency"),
    *("what came of a call", "words of a letter"),  # to her
    # what is held of her besides entries
    *("her telephone", "her e-mail", "where she lives", "a shared address", "why it is blocked"),
    *("when to call", "who may answer", "what we say", "agreeing", "refusing", "a contact"),
)


@dataclass(frozen=True)
class Scene:
    """What was planted, by field; what she may read of it; her package and the browser she is about to read at."""

    hidden: Canaries
    hers: Canaries
    package: UUID
    screen: Screen
    codes: tuple[str, str]
    request: UUID


def scene() -> Scene:
    """Plant it all, release what was prepared for her, and give the ticket for the screen."""
    other, c = own.released().package.id, Canaries()
    people(c)
    what_others_said(c)
    safe_contact(c)
    what_leaves(c)
    what_workers_keep(c)
    other_requests(c)
    the_other_half(c)
    request = her_request(c, in_her_entries(c))
    _room, cookie = a_screen(c.word(ROOM))
    earlier(c, other, cookie, "another package")
    package = story.release(request, knows_policy=False).package.id
    earlier(c, package, cookie, "an earlier sitting")
    told = give(package)
    hers = Canaries({field: c.pop(field) for field in HERS if field in c})
    return Scene(c, hers, package, Screen(cookie), (told.staff_code, told.client_code), request)


def what_workers_keep(c: Canaries) -> None:
    """Notes of workers for themselves: a task, an appointment, what somebody types at this moment."""
    a_task(words=c.word("words of a task"))
    an_appointment(words=c.word("words of an appointment"))
    typed(place(), c.word("what a worker types"))


def other_requests(c: Canaries) -> None:
    """Who else asked for her file, on whose word, what was refused, complained of and answered."""
    asked = working.ask(
        asked_at=working.two_days_ago(),
        asker="advocate",
        who=c.word("who asks for her"),
        words=c.word("words of another request"),
    )
    working.say(asked, "authority", how=c.word("an authority"), scope="whole", names_sensitive=True)
    working.say(asked, "waived", by=MANAGER, why=c.word("why a notice was waived"))
    working.say(asked, "refused", by=MANAGER, scope="whole", why=c.word("why it was refused"))
    with acting_as(who(ASKER)):
        made = redress.complain(
            file=file_of("amina"), request=None, received_on=story.days(0), about=None,
            words=c.word("words of a complaint"), key=uuid4(), by=cast.worker(ASKER),
        )  # fmt: skip
    with acting_as(who(MANAGER)):
        redress.judge(
            complaint=made, upheld=True, answer=c.word("answer to a complaint"), by=cast.worker(MANAGER)
        )  # fmt: skip


def the_other_half(c: Canaries) -> None:
    """His file, which other workers keep."""
    an_entry(f"He said: {c.word('an entry of his')}.", by=HIS_WORKER, file=HIS)


def in_her_entries(c: Canaries) -> list[str]:
    """Write entries of hers with what is not hers in them; return the words that have to be withheld."""
    source, linked, child = (
        c.word(f"withheld, {each}") for each in ("a source", "linked", "a child")
    )
    told = c.word("what she told us")
    an_entry(f"She rang. {source} {SAID} told us of it. {told}.")
    wrong = an_entry(
        f"{linked} came with {c['given name']} {c['family name']}; {child} was asleep."
    )
    by_hand = [source, linked, child, c["given name"], c["family name"]]
    with acting_as(who(ASKER)):
        by, entry = cast.worker(ASKER), Entry.objects.get(id=wrong)
        redress.dispute(
            entry=entry, statement=f"It was {c.word('what she says is wrong')}.",
            received_on=story.days(0), key=uuid4(), by=by,
        )  # fmt: skip
        basis = c.word("withheld, a basis")
        correct_entry(
            entry=entry, by=by, nature=Entry.Nature.OPINION, body="It was later.",
            basis=f"{basis} thinks so.", happened_on=story.days(0),
        )  # fmt: skip
    return [*by_hand, basis, c["left words"], c["withheld words"], c["an entry"]]


def her_request(c: Canaries, withheld: list[str]) -> UUID:
    """Take her request down, prepare it, withhold what is not hers; carry it to where it only has to be released."""
    asked = own.asked_for(words=c.word("words of her request"))
    spoken = {"how": c.word("how she was known"), "words": c.word("on coercion")}
    working.say(asked, "identity", **{**working.SEEN, **spoken})
    with acting_as(who(ASKER)):
        sheet = uploading.a_document(
            file_of("amina"), cast.worker(ASKER), f"{c.word('name of a document')}.pdf",
            scans.letter(1, line=f"{c['given name']} {c['family name']} rang."),
        )  # fmt: skip
    request = own.prepared_for(asked)
    for words in withheld:
        withhold(request, words)
    for what in ("an upload", "an entry in the wrong file"):
        take(request, _told_of(request, c[what]), [])
    scans.let_go(request, scans.taken(request, sheet))
    story.go_through(request)
    story.submit(request)
    story.sign_off(request, words=c.word("words of her sign-off"))
    story.read(request)
    return request


def withhold(request: UUID, words: str) -> None:
    """Withhold some words wherever they stand in what the request holds."""
    for item in preparing.prepared_of(request):
        places = [
            Place(part, *span)
            for part, text in item.texts.items()
            for span in places_of(text, words)
        ]
        if places:
            take(request, item, places)


def _told_of(request: UUID, words: str) -> Prepared:
    return next(i for i in preparing.prepared_of(request) if words in i.texts[Part.BODY])


def take(request: UUID, item: Prepared, places: list[Place]) -> None:
    """Withhold these places of an entry, or, without any, the entry itself."""
    with acting_as(who(ASKER)):
        redaction.take_step(
            request=story.get(request), entry=item.entry, does=Does.WITHHOLD, source=item.source,
            places=places, why="third_party", by=cast.worker(ASKER),
        )  # fmt: skip


def earlier(c: Canaries, package: UUID, cookie: str, when: str) -> None:
    """Let somebody read it before, say something of the first item and sign."""
    told, screen = give(package), Screen(cookie)
    with at_office():
        assert screen.enter(told.staff_code, told.client_code) == 302
        assert screen.accept() == 302
        screen.post("/read/item/", {"words": c.word(f"a remark, {when}")})
        screen.post("/read/sign/", {"name": c.word(f"a signature, {when}")})
        assert screen.get("/leave/").status_code == 200
    assert SITTING in screen.cookies
