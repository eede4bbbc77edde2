"""Where what is missing can be put right: the page that asks for it, for whoever may open that page."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from django.urls import reverse

from disclosures.models import DisclosureRequest
from disclosures.obstacle import Obstacle
from disclosures.picture import Picture


class At(Enum):
    """The pages on which something is put right."""

    QUESTIONS = auto()  # the request's own form, at one of its questions
    CONSENT = auto()
    PAPER = auto()
    PREPARE = auto()
    PAGES = auto()
    RELEVANCE = auto()
    DISCUSSION = auto()
    REVIEW = auto()
    SIGN = auto()
    READ = auto()
    RELEASE = auto()
    AGENCY = auto()
    PROTOCOL = auto()
    OWN_FILE = auto()
    NOWHERE = auto()  # it may not go, or has to wait


_ASKED = {
    "nothing_picked": "text",
    "item_of_other_file": "entries",
    "held_for_client": "entries",
    "item_barred": "entries",
    "only_verbally": "manner",
    "no_agency": "contact",
    "no_recipient": "contact",
    "recipient_left": "contact",
    "warning_not_alone": "entries",
    "warned_unasked": "says_not_partner",
    "partners_unknown": "says_not_partner",
    "no_readers": "readers",
    "readers_unknown": "knows_readers",
    "concern_unknown": "concern_raised",
    "concern_undiscussed": "concern_raised",
    "concern_open": "concern_raised",
    "risk_unknown": "raises_risk",
    "risk_unreasoned": "risk_words",
    "asker_unsure": "knows_policy",
    "duty_unsaid": "law",
    "not_explained": "explained_on-day",
    "sensitivity_unknown": "harmless",
    "words_unlooked": "text_sensitive",
    "sensitive_words": "text",
    "sensitive_urgent": "text",
    "harm_unsaid": "why",
    "concern_unsaid": "why",
    "threat_unsaid": "why",
    "report_unexplained": "why",
    "report_irrelevant": "relevance",
    "parent_not_involved": "parent",
    "order_unknown": "law",
    "not_written": "in_writing",
    "no_power": "law",
    "not_specific": "asked_for",
    "choice_unknown": "binds",
    "client_untold": "told_on-day",
}
_CONSENTED = (
    *("no_consent", "consent_refused", "consent_refused_since", "consent_withdrawn"),
    *("agreed_to_less", "limits_unread"),
    *("consent_other_file", "consent_not_given", "consent_uninformed", "no_reason"),
    *("consent_other_agency", "agreeing_unexplained", "refusing_unexplained", "consent_endless"),
    *("consent_expired", "item_not_covered", "words_not_covered", "not_her_request"),
    *("not_in_writing", "implications"),
    *("limits_not_asked", "person_barred", "too_late", "proviso_unknown", "sensitive_unnamed"),
    *("child_of_age", "child_unknown"),
)
_BY_PAGE: Mapping[At, tuple[str, ...]] = {
    At.QUESTIONS: tuple(_ASKED),
    At.CONSENT: _CONSENTED,
    At.PAPER: ("writing_unseen",),
    At.PREPARE: (
        *("not_gone_through", "court_unpermitted", "court_unsaid", "handed_on", "nothing_left"),
        *("machine_unread", "undecided", "recogniser_failed", "left_out", "not_asked_for"),
        *("beyond_scope", "review_not_passed"),
        "conference_minutes",
    ),
    At.PAGES: ("pages_unseen", "document_untaken"),
    At.RELEVANCE: ("item_irrelevant",),
    At.DISCUSSION: ("risk_undiscussed", "risk_unnoted"),
    At.REVIEW: (
        *("unreviewed", "reviewer_prepared", "reviewer_left", "reviewer_signed"),
        "sensitive_rest",
    ),
    At.SIGN: (
        *("no_sign_off", "second_sign_off", "lead_unsigned", "approver_left"),
        *("approver_is_requester", "approver_unentitled", "signed_other_content"),
        *("sent_back_since", "assurance_newer", "recipient_like_partner"),
        *("partner_unsigned", "partner_unsure"),
    ),
    At.READ: ("package_unread", "package_changed"),
    At.RELEASE: ("releaser_unsure", "words_unread", "line_unknown", "line_unchecked"),
    At.AGENCY: (
        *("no_assurance", "assurance_lapsed", "policy_not_given", "policy_not_explained"),
        *("policy_unkept", "no_breach_clause", "agreement_over"),
    ),
    At.PROTOCOL: (
        *("no_protocol", "protocol_not_agreed", "protocol_over", "protocol_not_begun"),
        *("protocol_not_reviewed", "client_not_in_protocol", "protocol_copy_missing"),
        *("agency_not_in_protocol", "reader_not_named"),
        *("policy_unasked", "no_named_readers", "agreement_unasked"),
    ),
    At.OWN_FILE: (
        *("asker_unknown", "asking_closed", "client_died", "client_lives", "coercion_unasked"),
        *("identity_unchecked", "no_authority", "not_alone", "notice_running", "unweighed"),
        *("paper_unread", "minutes_unrouted", "holdings_left_out"),
    ),
    At.NOWHERE: (
        *("basis_unknown", "no_programme", "mens_exception", "agency_barred", "too_early"),
        *("recipient_is_partner", "no_requester"),
    ),
}
WHERE: Mapping[str, At] = {code: at for at, codes in _BY_PAGE.items() for code in codes}
# What can still be written once it has left
_BESIDE = (
    *("risk_unknown", "risk_unreasoned", "parent_not_involved", "client_untold"),
    "duty_unsaid",
)
WRITTEN_AFTER: Mapping[str, str] = {
    **{code: _ASKED[code] for code in _BESIDE},
    "risk_undiscussed": "with_whom",
    "second_sign_off": "opinion",
}


@dataclass(frozen=True, slots=True)
class Mending:
    """What somebody may do about a request just now; a page that is not theirs is never linked."""

    request: DisclosureRequest
    picture: Picture
    changes: bool = False  # it is their draft
    reviews: bool = False
    signs: bool = False
    reads: bool = False
    releases: bool = False
    beside: UUID | None = None  # the package of what has left, which they may write words beside
    unasked: frozenset[str] = frozenset()  # what that page does not ask them

    def where(self, obstacle: Obstacle) -> str:
        """Return the address at which this person puts it right, '' where they can't."""
        at, one = WHERE.get(obstacle.code, At.NOWHERE), [self.request.id]
        if self.beside and (asked := WRITTEN_AFTER.get(obstacle.code)):
            page = reverse("disclosures:say_after", args=[self.beside])
            return "" if asked in self.unasked else f"{page}#id_{asked}"
        if self.changes and (page := self._on_draft(at, obstacle.code)):
            return page
        may = {At.REVIEW: self.reviews, At.SIGN: self.signs, At.READ: self.reads}
        if may.get(at) or (at == At.RELEASE and self.releases):
            return reverse(_ON_REQUEST[at], args=one)
        return self._beside_it(at)

    def _on_draft(self, at: At, code: str) -> str:
        """Return the page of one's own draft that asks for it, '' where none does."""
        one = [self.request.id]
        if at == At.QUESTIONS:
            return f"{reverse('disclosures:change_request', args=one)}#id_{_ASKED[code]}"
        if at == At.CONSENT:
            new = reverse("disclosures:record_consent", args=[self.request.file.reference])
            return f"{new}?for={self.request.id}"
        if at == At.PAPER and self.request.consent_id:
            of_consent = [self.request.file.reference, self.request.consent_id]
            return reverse("disclosures:keep_paper", args=of_consent)
        return reverse(_ON_DRAFT[at], args=one) if at in _ON_DRAFT else ""

    def _beside_it(self, at: At) -> str:
        """Return the page of the agency, the protocol or the client's request, which whoever reads this may open."""
        if at == At.AGENCY and self.request.agency_id:
            return reverse("disclosures:agency", args=[self.request.agency_id])
        if at == At.PROTOCOL:
            one: list[UUID] = [self.picture.protocol.id] if self.picture.protocol else []
            return reverse("protocols:protocol" if one else "protocols:protocols", args=one)
        if at == At.OWN_FILE:
            return reverse("ownfile:requests", args=[self.request.file.reference])
        return ""


_ON_DRAFT = {
    At.PREPARE: "redaction:workbench",
    At.PAGES: "scans:documents",
    At.RELEVANCE: "disclosures:say_relevance",
    At.DISCUSSION: "disclosures:note_discussion",
}
_ON_REQUEST = {
    At.REVIEW: "redaction:review",
    At.SIGN: "disclosures:approval",
    At.READ: "disclosures:read_package",
    At.RELEASE: "disclosures:release",
}
