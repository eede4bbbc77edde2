"""Complete pictures of a request, and each single thing that can be wrong with one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from disclosures.picture import (
    AgencyPicture,
    Assurance,
    Basis,
    Concern,
    ConsentPicture,
    Discussion,
    Item,
    MachineRead,
    Partners,
    Picture,
    Proviso,
    ProvisoKind,
    Reading,
    Recipient,
    Redaction,
    Review,
    Risk,
    SignOff,
    WorkerPicture,
    Written,
)
from disclosures.writing import Authorisation, Evidence, EvidenceKind

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def an_id(n: int) -> UUID:
    """A recognisable id."""
    return UUID(int=n)


FILE, AGENCY, OTHER_AGENCY = an_id(1), an_id(2), an_id(3)
ASKER, MANAGER, SENIOR, RELEASER, STRANGER = (an_id(n) for n in (11, 12, 13, 14, 15))
FIRST, SECOND, FOREIGN = an_id(21), an_id(22), an_id(29)
CONTENT = "5f" * 32


def a_worker(who: UUID, role: str, service: str = "iss") -> WorkerPicture:
    """A worker in post."""
    return WorkerPicture(who, role, service, in_post=True)


def signed(who: UUID, role: str, **changes: Any) -> SignOff:
    """A sign-off of yesterday over the content that would leave."""
    sign_off = SignOff(a_worker(who, role), NOW - timedelta(hours=20), CONTENT)
    return replace(sign_off, **changes)


SIGNED = Evidence(EvidenceKind.SIGNED, ASKER, NOW - timedelta(days=3))


def complete_consent() -> ConsentPicture:
    """A consent to both entries that names the sensitive one, with limits that are all kept."""
    return ConsentPicture(
        file=FILE,
        given_on=TODAY - timedelta(days=3),
        why="Rehousing before the tenancy ends",
        to_agency=AGENCY,
        covers=frozenset({FIRST, SECOND}),
        agreeing_explained=True,
        refusing_explained=True,
        implications_on=TODAY - timedelta(days=4),
        limits_asked=True,
        expires_on=TODAY + timedelta(days=30),
        names_sensitive=frozenset({SECOND}),
        new_words="A letter about her tenancy",
        provisos=(
            Proviso(ProvisoKind.NOT_THIS_ITEM, item=FOREIGN),
            Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=OTHER_AGENCY),
            Proviso(ProvisoKind.NOT_BEFORE, day=YESTERDAY),
            Proviso(ProvisoKind.NOT_AFTER, day=TOMORROW),
            Proviso(
                ProvisoKind.OWN_WORDS,
                words="Not to the man at the desk",
                acknowledged_by=frozenset({RELEASER}),
            ),
        ),
        authorisation=Authorisation(TODAY - timedelta(days=3), AGENCY, SIGNED),
    )


def complete() -> Picture:
    """A picture to which nothing is missing: two entries, one sensitive, risk raised, all done."""
    return Picture(
        file=FILE,
        service="iss",
        basis=Basis.INFORMED_CONSENT,
        items=(Item(FIRST, FILE, False), Item(SECOND, FILE, True, ("health",))),
        content=CONTENT,
        requester=a_worker(ASKER, "iss_worker"),
        sign_offs=(signed(MANAGER, "line_manager"), signed(SENIOR, "senior_practitioner")),
        releaser=RELEASER,
        agency=AgencyPicture(
            AGENCY,
            "Brackenfield Housing",
            Assurance(MANAGER, TODAY - timedelta(days=90), TOMORROW, NOW - timedelta(days=90)),
        ),
        recipient=Recipient("Ruth Adeyemi", ("Ruthie Ade",), ("01632 960123",)),
        partners=Partners(("Daniel Price", "Stefan Łukasik"), ("07700 900456",)),
        consent=complete_consent(),
        risk=Risk(
            True,
            True,
            Discussion(SENIOR, "senior_practitioner", YESTERDAY, an_id(31)),
            "He asks her mother where she is.",
        ),
        concern=Concern(True, YESTERDAY),
        readers=("Ruth Adeyemi", "her team lead"),
        knows_readers=True,
        explained_on=TODAY - timedelta(days=3),
        redaction=Redaction(
            unread=(),
            reading=MachineRead(CONTENT),
            review=Review(a_worker(MANAGER, "line_manager"), CONTENT, passed=True),
        ),
        reading=Reading(RELEASER, NOW - timedelta(minutes=5), CONTENT),
        as_of=NOW,
        today=TODAY,
        knows_agency_policy=frozenset({ASKER, RELEASER}),
    )


def consent_with(**changes: Any) -> Callable[[Picture], Picture]:
    """The same picture with the consent changed."""

    def change(p: Picture) -> Picture:
        assert p.consent is not None
        return replace(p, consent=replace(p.consent, **changes))

    return change


def _proviso(proviso: Proviso) -> Callable[[Picture], Picture]:
    def change(p: Picture) -> Picture:
        assert p.consent is not None
        return replace(p, consent=replace(p.consent, provisos=(*p.consent.provisos, proviso)))

    return change


def _picture(**changes: Any) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, **changes)


def assurance_with(**changes: Any) -> Callable[[Picture], Picture]:
    """The same picture with the agency's assurance changed."""

    def change(p: Picture) -> Picture:
        assert p.agency is not None
        assert p.agency.assurance is not None
        assurance = replace(p.agency.assurance, **changes)
        return replace(p, agency=replace(p.agency, assurance=assurance))

    return change


def agency_with(**changes: Any) -> Callable[[Picture], Picture]:
    """The same picture with the agency changed."""

    def change(p: Picture) -> Picture:
        assert p.agency is not None
        return replace(p, agency=replace(p.agency, **changes))

    return change


def _manager(**changes: Any) -> Callable[[Picture], Picture]:
    """The manager's sign-off, or the manager, is otherwise."""

    def change(p: Picture) -> Picture:
        first = p.sign_offs[0]
        about_them = {k: v for k, v in changes.items() if k in {"id", "role", "service", "in_post"}}
        rest = {k: v for k, v in changes.items() if k not in about_them}
        first = replace(first, approver=replace(first.approver, **about_them), **rest)
        return replace(p, sign_offs=(first, *p.sign_offs[1:]))

    return change


def _risk(**changes: Any) -> Callable[[Picture], Picture]:
    def change(p: Picture) -> Picture:
        assert p.risk is not None
        return replace(p, risk=replace(p.risk, **changes))

    return change


def _discussion(**changes: Any) -> Callable[[Picture], Picture]:
    def change(p: Picture) -> Picture:
        assert p.risk is not None
        assert p.risk.discussion is not None
        discussion = replace(p.risk.discussion, **changes)
        return replace(p, risk=replace(p.risk, discussion=discussion))

    return change


def redaction_with(**changes: Any) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, redaction=replace(p.redaction, **changes))


def _review(**changes: Any) -> Callable[[Picture], Picture]:
    """The review, or the one who reviewed, is otherwise."""

    def change(p: Picture) -> Picture:
        review = p.redaction.review
        if review is None:  # it is missing already
            return p
        about_them = {k: v for k, v in changes.items() if k in {"id", "in_post"}}
        rest = {k: v for k, v in changes.items() if k not in about_them}
        review = replace(review, by=replace(review.by, **about_them), **rest)
        return replace(p, redaction=replace(p.redaction, review=review))

    return change


def _item(**changes: Any) -> Callable[[Picture], Picture]:
    return lambda p: replace(p, items=(replace(p.items[0], **changes), *p.items[1:]))


def _written_beyond(p: Picture) -> Picture:
    """Something newly written goes with it, and she agreed to entries alone."""
    return replace(consent_with(new_words=" ")(p), written=Written(True, False))


@dataclass(frozen=True)
class Break:
    """One requirement taken away from a complete picture, and the obstacle that must follow."""

    clause: str
    code: str
    do: Callable[[Picture], Picture]

    def __repr__(self) -> str:
        return f"{self.clause} {self.code}"


OWN = ProvisoKind.OWN_WORDS
BREAKS: tuple[Break, ...] = (
    Break("2.1", "consent_withdrawn", consent_with(withdrawn_at=NOW - timedelta(seconds=1))),
    Break("2.1", "consent_refused", consent_with(refused=True)),
    Break("2.1", "consent_other_file", consent_with(file=an_id(9))),
    Break("2.1", "consent_not_given", consent_with(given_on=None)),
    Break("2.1", "consent_not_given", consent_with(given_on=TOMORROW)),
    Break("2.1", "consent_uninformed", consent_with(implications_on=YESTERDAY)),
    Break("2.1", "no_reason", consent_with(why="  ")),
    Break("2.1", "consent_other_agency", consent_with(to_agency=OTHER_AGENCY)),
    Break("2.1", "consent_other_agency", consent_with(to_agency=None)),
    Break("2.1", "agreeing_unexplained", consent_with(agreeing_explained=False)),
    Break("2.1", "refusing_unexplained", consent_with(refusing_explained=False)),
    Break("2.1", "consent_endless", consent_with(expires_on=None)),
    Break("2.1", "consent_expired", consent_with(expires_on=YESTERDAY)),
    Break("2.1", "consent_refused_since", consent_with(refused_since=True)),
    Break("2.1", "agreed_to_less", consent_with(agreed_since="less")),
    Break("3.3.2 d", "limits_unread", consent_with(agreed_since="limits")),
    Break("2.1", "child_of_age", consent_with(by_parent=True, of_age_on=TODAY)),
    Break("2.1", "child_unknown", consent_with(by_parent=True)),
    Break("2.1", "nothing_picked", _picture(items=())),
    Break("2.1", "nothing_left", redaction_with(nothing_left=True)),
    Break("2.1", "item_of_other_file", _item(file=an_id(9))),
    Break("2.1", "held_for_client", _item(held=True)),
    Break("2.1", "item_not_covered", consent_with(covers=frozenset({FIRST}))),
    Break("2.1", "words_not_covered", _written_beyond),
    Break("3.3.2 b", "implications", consent_with(implications_on=None)),
    Break("3.3.2 b", "implications", consent_with(implications_on=TOMORROW)),
    Break("3.2.1", "not_gone_through", redaction_with(unread=(FIRST,))),
    Break("3.2.1", "pages_unseen", redaction_with(pages_unseen=1)),
    Break("3.2.1", "court_unpermitted", redaction_with(court=(FIRST,))),
    Break("3.2.1", "court_unsaid", redaction_with(court_unsaid=(SECOND,))),
    Break("3.2.1", "handed_on", redaction_with(handed_on=(SECOND,))),
    Break("3.2.1", "machine_unread", redaction_with(reading=None)),
    Break("3.2.1", "machine_unread", redaction_with(reading=MachineRead("0" * 64))),
    Break(
        "3.2.1", "machine_unread", redaction_with(reading=MachineRead(CONTENT, mistaken=(FIRST,)))
    ),
    Break("3.2.1", "undecided", redaction_with(reading=MachineRead(CONTENT, (SECOND,)))),
    Break(
        "3.2.1", "recogniser_failed", redaction_with(reading=MachineRead(CONTENT, failed=(FIRST,)))
    ),
    Break("3.2.1", "unreviewed", redaction_with(review=None)),
    Break("3.2.1", "unreviewed", _review(content="0" * 64)),
    Break("3.2.1", "unreviewed", _review(content="")),
    Break("3.2.1", "reviewer_prepared", _review(id=ASKER)),
    Break("3.2.1", "reviewer_left", _review(in_post=False)),
    Break("3.2.1", "reviewer_left", _review(in_post=None)),
    Break("3.2.1", "review_not_passed", _review(passed=False)),
    Break("3.2.1", "reviewer_signed", redaction_with(reviewer_may_sign=False)),
    Break("3.3.2 b", "no_readers", _picture(readers=())),
    Break("3.3.2 b", "no_readers", _picture(readers=(" ",))),
    Break("3.3.2 b", "readers_unknown", _picture(knows_readers=False)),
    Break("3.3.2 b", "concern_unknown", _picture(concern=Concern(None))),
    Break("3.3.2 b", "concern_undiscussed", _picture(concern=Concern(True))),
    Break("3.3.2 b", "concern_undiscussed", _picture(concern=Concern(True, TOMORROW))),
    Break(
        "3.3.2 b", "concern_open", _picture(concern=Concern(True, YESTERDAY, (YESTERDAY, TODAY)))
    ),
    Break("3.3.2 c", "risk_unknown", _picture(risk=None)),
    Break("3.3.2 c", "risk_unknown", _picture(risk=Risk(False, False))),
    Break("3.3.2 c", "risk_unknown", _picture(risk=Risk(True, None))),
    Break("3.3.2 c", "risk_unreasoned", _picture(risk=Risk(True, False))),
    Break("3.3.2 c", "risk_unreasoned", _risk(words="")),
    Break("3.3.2 c", "risk_unreasoned", _risk(words=" - ")),
    Break("3.3.2 c", "risk_undiscussed", _picture(risk=Risk(True, True, words="He asks."))),
    Break("3.3.2 c", "risk_undiscussed", _discussion(with_whom=None)),
    Break("3.3.2 c", "risk_undiscussed", _discussion(with_whom=ASKER)),
    Break("3.3.2 c", "risk_undiscussed", _discussion(role="iss_worker")),
    Break("3.3.2 c", "risk_undiscussed", _discussion(on=None)),
    Break("3.3.2 c", "risk_undiscussed", _discussion(on=TOMORROW)),
    Break("3.3.2 c", "risk_unnoted", _discussion(note=None)),
    Break("3.3.2 c", "second_sign_off", lambda p: replace(p, sign_offs=p.sign_offs[:1])),
    Break("3.3.2 d", "limits_not_asked", consent_with(limits_asked=False)),
    Break("3.3.2 d", "item_barred", _proviso(Proviso(ProvisoKind.NOT_THIS_ITEM, item=FIRST))),
    Break(
        "3.3.2 d", "agency_barred", _proviso(Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=AGENCY))
    ),
    Break(
        "3.3.2 d",
        "person_barred",
        _proviso(Proviso(ProvisoKind.NOT_THIS_PERSON, words="R. Adeyemi")),
    ),
    Break("3.3.2 d", "too_early", _proviso(Proviso(ProvisoKind.NOT_BEFORE, day=TOMORROW))),
    Break("3.3.2 d", "too_late", _proviso(Proviso(ProvisoKind.NOT_AFTER, day=YESTERDAY))),
    Break("3.3.2 d", "only_verbally", _proviso(Proviso(ProvisoKind.ONLY_VERBALLY))),
    Break("3.3.2 d", "words_unread", _proviso(Proviso(OWN, words="Only in the morning"))),
    Break("3.3.2 d", "proviso_unknown", _proviso(Proviso("not_on_a_monday"))),
    Break("3.3.2 d", "proviso_unknown", _proviso(Proviso(ProvisoKind.NOT_BEFORE))),
    Break("3.3.2 d", "proviso_unknown", _proviso(Proviso(OWN, words=" "))),
    Break("3.3.2 e", "no_recipient", _picture(recipient=None)),
    Break("3.3.2 e", "no_recipient", _picture(recipient=Recipient(" "))),
    Break("3.3.2 e", "recipient_left", _picture(recipient=Recipient("Ruth Adeyemi", left=True))),
    Break("3.3.2 e", "recipient_is_partner", _picture(recipient=Recipient("PRICE, Daniel"))),
    Break("3.3.2 e", "recipient_like_partner", _picture(recipient=Recipient("D. Price"))),
    Break("3.3.2 e", "partners_unknown", _picture(partners=Partners())),
    Break("4.1.1", "no_assurance", agency_with(assurance=None)),
    Break("4.1.1", "no_assurance", assurance_with(seen_by=None)),
    Break("4.1.1", "no_assurance", assurance_with(seen_on=None)),
    Break("4.1.1", "no_assurance", assurance_with(seen_on=TOMORROW)),
    Break("4.1.1", "assurance_lapsed", assurance_with(review_on=None)),
    Break("4.1.1", "assurance_lapsed", assurance_with(review_on=YESTERDAY)),
    Break("4.1.1", "assurance_newer", assurance_with(recorded_at=NOW)),
    Break("4.1.1", "asker_unsure", _picture(knows_agency_policy=frozenset({RELEASER}))),
    Break("4.1.1", "releaser_unsure", _picture(knows_agency_policy=frozenset({ASKER}))),
    Break("4.1.1", "not_explained", _picture(explained_on=None)),
    Break("4.1.1", "not_explained", _picture(explained_on=TOMORROW)),
    Break("4.4.2", "sensitivity_unknown", _item(sensitive=None)),
    Break("4.4.2", "sensitive_unnamed", consent_with(names_sensitive=frozenset())),
    Break("4.4.2", "sensitive_unnamed", _item(sensitive=True)),
    Break("1.2", "approver_is_requester", _manager(id=ASKER)),
    Break("1.2", "approver_unentitled", _manager(role="iss_worker")),
    Break("1.2", "approver_unentitled", _manager(service="dvpp")),
    Break("1.2", "signed_other_content", _manager(content="00" * 32)),
    Break("1.2", "sent_back_since", _picture(sent_back_at=NOW - timedelta(hours=1))),
    Break("1.2", "no_sign_off", _manager(role="senior_practitioner")),
    Break("1.2", "approver_left", _manager(in_post=False)),
    Break("1.2", "approver_left", _manager(in_post=None)),
    Break("1.2", "package_unread", _picture(reading=None)),
    Break("1.2", "package_unread", _picture(reading=Reading(None, NOW, CONTENT))),
    Break("1.2", "package_unread", _picture(reading=Reading(RELEASER, None, CONTENT))),
    Break("1.2", "package_changed", _picture(reading=Reading(RELEASER, NOW, "00" * 32))),
)


@st.composite
def complete_pictures(draw: st.DrawFn) -> Picture:
    """Complete pictures of many shapes: every one may be released."""
    p = complete()
    consent = p.consent
    assert consent is not None
    if draw(st.booleans()):
        p = replace(p, risk=Risk(True, False, words="He is abroad."))
    if draw(st.booleans()):
        p = replace(p, concern=Concern(False))
    if draw(st.booleans()):
        p = agency_with(statutory_duty="Children Act 1989 s47")(p)
    more = draw(st.lists(st.integers(100, 199), unique=True, max_size=5))
    items = tuple(Item(an_id(n), FILE, n % 2 == 0) for n in more)
    kept = draw(st.lists(st.sampled_from(consent.provisos), unique=True))
    paper = draw(st.sampled_from([None, consent.authorisation]))
    p = consent_with(
        covers=consent.covers | {i.entry for i in items},
        names_sensitive=consent.names_sensitive | {i.entry for i in items if i.sensitive},
        provisos=tuple(kept),
        authorisation=paper,
        expires_on=TODAY + timedelta(days=draw(st.integers(0, 400))),
    )(p)
    return replace(p, items=(*p.items, *items))
