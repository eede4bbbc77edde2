"""What people try beside a request and after it has left: other words about it, links, paper, a recall, coercion."""

from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError

from disclosures import actions
from disclosures.afterwards import Talk, Words
from disclosures.delivery.actions import hand_over
from disclosures.delivery.models import Handover
from disclosures.models import Consent, Package, Release
from disclosures.picture import Basis
from disclosures.readers import actions as readers
from disclosures.readers.models import Recall
from tests import cast
from tests.delivery.delivering import opened
from tests.disclosures import oracle, story
from tests.disclosures.drafts import Drafts
from tests.disclosures.hands import Nothing
from tests.disclosures.sides import entries_of
from tests.disclosures.story import days
from tests.ownfile import working as asking
from tests.protocols import working as protocols
from tests.readers.outside import closings

PACKAGE = (
    "file",
    "release__agency",
    "release__contact",
    "release__request",
    "release__released_by",
)


class Aftermath(Drafts):
    """Tries it."""

    recalled: bool
    stuck: bool
    gone_through: bool

    # ---- what stands around it

    def withdraw_consent(self) -> None:
        if self.consent is None:
            raise Nothing
        with self.acting(self.side.asker) as worker:
            actions.withdraw_consent(consent=Consent.objects.get(id=self.consent), by=worker)

    def agree_anew(self) -> None:
        """Let the client agree again, to be taken into the next draft."""
        if self.consent is not None:
            self.consent = self.agree()

    def refuse_consent(self) -> None:
        self.agree(refused=True, covers=frozenset())

    def assure(self) -> None:
        story.assure(self.contact, review=self.dice.choice([300, 300, -1]))

    def end_protocol(self) -> None:
        if self.protocol is None:
            raise Nothing
        protocols.end(self.protocol)

    def correct_entry(self) -> None:
        with self.acting(self.side.asker):
            self.stuck = self.gone_through = False
            first = entries_of(self.side)[0]
            first.body += " More."
            try:
                first.save(update_fields=["body"])
            except DatabaseError as error:
                if error.__cause__ is not None:
                    raise
                raise Nothing from error  # it was asked for meanwhile: row security changes no row

    # ---- whoever asks to see the file

    def speak_with_them(self) -> None:
        """See whoever asks, alone or not: somebody may be making them ask, or is found not to be."""
        told = {
            **asking.SEEN,
            "known": self.dice.random() < 0.9,
            "alone": self.dice.random() < 0.9,
            "coerced": self.dice.random() < 0.4,
        }
        self._say("identity", self.dice.choice([self.side.asker, self.side.manager]), **told)

    def show_authority(self) -> None:
        said = {
            "scope": self.dice.choice(["whole", "days"]),
            "names_sensitive": self.dice.random() < 0.5,
        }
        self._say("authority", self.side.asker, how="A signed letter", **said)

    def waive_notice(self) -> None:
        self._say("waived", self.anybody(), words="She travels tomorrow.")

    def refuse_to_show(self) -> None:
        self._say("refused", self.anybody(), what="whole", words="Not now.")

    def close_asking(self) -> None:
        if self.asked is None:
            raise Nothing
        asking.close(self.asked, "withdrawn", self.side.manager, self.side.file)

    def _say(self, kind: str, by: str, **details: Any) -> None:
        if self.asked is None:
            raise Nothing
        asking.say(self.asked, kind, by, self.side.file, **details)

    # ---- once it has left

    def give_link(self) -> None:
        by = self.dice.choice([self.side.asker, self.anybody()])
        with self.acting(by) as worker:
            package = self._package()
            readers.give_link(
                package=package,
                ticket_id=uuid4(),
                may_download=True,
                by=worker,
                seen=closings(package.id),
            )

    def hand_paper(self) -> None:
        """Hand it over, on paper or as data; now and then it has happened already."""
        by = self.dice.choice([self.side.asker, self.anybody()])
        form = Handover.Form.LETTER
        if self.basis == Basis.OWN_FILE or self.dice.random() < 0.1:
            form = self.dice.choice([Handover.Form.LETTER, Handover.Form.DATA])
        with self.acting(by) as worker:
            hand_over(
                release=opened(self._package().release), way=Handover.Way.HAND, on=days(0), place="Into her hand",
                checked="She was here.", key=uuid4(), by=worker, form=form, already=self.dice.random() < 0.1,
            )  # fmt: skip

    def recall(self) -> None:
        """Call it back, and mostly begin to put it right: the history goes on with what is to leave instead."""
        with self.acting(self.anybody()) as worker:
            package = self._package()
            made = readers.recall(
                package=package, recall_id=uuid4(), reason="It named her sister.", by=worker
            )
        self.recalled = True
        if self.dice.random() < 0.8 and self.basis != Basis.OWN_FILE:
            with self.acting(self.side.asker) as worker:
                recalled = Recall.objects.select_related(
                    "release__request__file", "release__contact__agency", "release__consent"
                ).get(id=made.id)
                try:
                    begun = readers.begin_correction(
                        recalled=recalled, request_id=uuid4(), by=worker
                    )
                except DatabaseError as error:  # refused or broken: it has to begin
                    raise AssertionError("a correction did not begin") from error
                self._goes_on(begun.id)

    def _goes_on(self, request: UUID) -> None:
        self.request = request
        self.stuck = self.gone_through = False

    def look_after(self) -> None:
        """Look at what went before its sign-off."""
        with self.acting(self.anybody()) as worker:
            release = Release.objects.get(request=self.request)
            actions.look_after(
                release=release, upheld=self.dice.random() < 0.8, words="Seen.", by=worker
            )
            oracle.looked(release)

    def say_after(self) -> None:
        """Write down beside it what it lacked, or a part of that."""
        with self.acting(self.anybody()) as worker:
            release = Release.objects.get(request=self.request)
            opinion = self.dice.choice([True, False, None])
            talk = None
            if self.dice.random() < 0.4:
                with_whom = self.dice.choice([story.SENIOR, self.anybody()])
                talk = Talk(cast.worker(with_whom), days(0), "We weighed it.")
            words = Words(
                opinion=opinion, opinion_words="Seen." if opinion is not None else "",
                risk_words="He lives nearby." if self.dice.random() < 0.7 else "",
                not_told="He reads her messages." if self.dice.random() < 0.7 else "",
                parent="She was at work." if self.dice.random() < 0.7 else "",
                law="Police Act 1996, section 30" if self.dice.random() < 0.7 else "",
            )  # fmt: skip
            actions.say_after(release=release, words=words, key=uuid4(), by=worker, talk=talk)

    def _package(self) -> Package:
        return Package.objects.select_related(*PACKAGE).get(release__request=self.request)
