"""Generated histories of one request on any basis: what people try with it, most of it at the wrong moment."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.db import DatabaseError, transaction

from disclosures import actions
from disclosures.models import DisclosureRequest, SignOff
from disclosures.picture import Basis
from tests.disclosures import oracle
from tests.disclosures.aftermath import Aftermath
from tests.disclosures.hands import REFUSALS, Nothing, is_refusal
from tests.disclosures.story import who

State = DisclosureRequest.State
Decision = SignOff.Decision
FINAL = frozenset({State.REFUSED, State.WITHDRAWN, State.RELEASED})  # nothing comes of it any more
Try = Callable[[], object]
# How often each is tried once it has left
AFTERWARDS = {"give_link": 4, "hand_paper": 4, "recall": 1, "look_after": 1, "say_after": 1}


class History(Aftermath):
    """One request and what people try with it; it looks whenever something has left or was given."""

    def __init__(self, seed: int) -> None:
        """Begin with a draft that may lack something."""
        super().__init__(seed)
        self.stuck = self.gone_through = self.recalled = False
        self.lived: Counter[str] = Counter()
        self.at = self.as_it_is()
        self.wrong: Sequence[tuple[int, Try]] = (
            (2, self.submit), (3, self.sign), (1, self.pass_it), (2, self.read_it), (3, self.let_go),
            (1, self.let_go_ahead), (1, self.go_through_it), (2, self.keep_back), (1, self.put_back),
            (1, self.change), (1, self.ask_back), (1, self.send_back), (1, self.talk_it_over),
            (2, self.raise_concern), (1, self.take_concern_back),
        )  # fmt: skip
        self.around: Sequence[tuple[int, Try]] = (
            (2, self.assure), (1, self.withdraw_consent), (1, self.agree_anew), (1, self.refuse_consent),
            (1, self.correct_entry), (1, self.end_protocol), (1, self.sign_consent_late),
        )  # fmt: skip
        self.for_them: Sequence[tuple[int, Try]] = (
            (4, self.speak_with_them), (1, self.show_authority), (2, self.waive_notice),
            (1, self.refuse_to_show), (1, self.close_asking),
        )  # fmt: skip
        self.afterwards: Sequence[tuple[int, Try]] = [
            (weight, getattr(self, name)) for name, weight in AFTERWARDS.items()
        ]
        self.ends: Sequence[tuple[int, Try]] = ((1, self.refuse), (1, self.give_up))

    # ---- one step

    def step(self) -> None:
        """Let somebody try something; look whenever something left, was given or ended."""
        trying = self._what_next()
        before = self.at
        try:
            with transaction.atomic():
                trying()
        except DatabaseError as error:
            if not is_refusal(error):
                raise AssertionError(f"{trying.__name__} broke in the database") from error
            self.lived["refused"] += 1
            self.lived["refused by the database"] += 1
        except REFUSALS:
            self.lived["refused"] += 1
        else:
            self.lived[f"did {trying.__name__}"] += 1
        self.at = self.as_it_is()
        if self.at[0] == State.DRAFT and self.recalled:
            self.recalled = False  # it goes on with what is to leave instead
            return
        self._look(before)

    def _look(self, before: tuple[str, list, bool, int]) -> None:  # type: ignore[type-arg]
        state, made, recalled, given = self.at
        assert before[0] not in FINAL or state == before[0], "what has ended went on"
        assert not before[2] or recalled, "a recall was undone"
        assert len(made) <= 1
        assert bool(made) == (state == State.RELEASED)
        if len(made) > len(before[1]):
            self.lived["released"] += 1
            self.lived[f"left on {self.basis}"] += 1
            self.lived[f"left of the {self.side.service} file"] += 1
            self.lived["left in part"] += oracle.allowed(self.request, self.side.asker)
        if given > before[3]:
            self.lived["given"] += 1
            oracle.given(self.request, self.side.asker)

    def _what_next(self) -> Try:
        if self.at[0] == State.RELEASED:
            return self._one_of([*self.afterwards] * 3, self.around, self.for_them, self.wrong)
        if self.dice.random() < 0.5:
            return self.forward
        if self.dice.random() < 0.02:
            return self._one_of(self.ends)
        others = [self.for_them] if self.asked else []
        return self._one_of([*self.wrong] * 2, self.around, self.afterwards[:1], *others)

    def _one_of(self, *lists: Sequence[tuple[int, Try]]) -> Try:
        every = [each for some in lists for each in some]
        return self.dice.choices([do for _, do in every], [weight for weight, _ in every])[0]

    # ---- as whoever means it well would

    def forward(self) -> None:
        """Do what is next."""
        with self.acting(self.side.asker):
            found = self.light()
        if found.state == State.DRAFT:
            self._prepare(found)
        elif found.state == State.SUBMITTED:
            self._sign_next(found)
        elif found.state == State.APPROVED and self.dice.random() < 0.5:
            self.read(self.side.asker)
        elif found.state == State.APPROVED:
            self.release(self.side.asker)
        else:
            raise Nothing

    def _prepare(self, found: DisclosureRequest) -> None:
        if self.worried and self.dice.random() < 0.3:
            self.take_concern_back()
        elif self.stuck:
            self.change()
        elif found.urgent and self.dice.random() < 0.3:
            self.go_through_once()
            self.release(self.side.asker, ahead=True)
        else:
            self.submit_rightly(found)

    def go_through_once(self) -> None:
        if not self.gone_through:
            if self.dice.random() < 0.2:
                self.withhold(self.side.asker, whole=self.dice.random() < 0.2)
            self.go_through(self.side.asker)
            self.gone_through = True

    def submit_rightly(self, found: DisclosureRequest) -> None:
        self.go_through_once()
        if self.basis == Basis.PROGRESS_REPORT:
            self.say_relevance(self.side.asker, of_all=self.dice.random() < 0.9)
        if found.raises_risk and self.dice.random() < 0.8:
            self.discuss_once()
        self.stuck = True  # until something is changed, unless it is taken
        with self.acting(self.side.asker) as worker:
            actions.submit(request=self.light(), by=worker)
        self.stuck = False

    def discuss_once(self) -> None:
        try:
            self.discuss(self.side.asker, self.dice.choice([self.side.senior, self.side.manager]))
        except Nothing:
            return

    def _sign_next(self, found: DisclosureRequest) -> None:
        with self.acting(self.side.asker):
            signed = set(
                SignOff.objects.filter(request=found).values_list("approver_id", flat=True)
            )
        if self.dice.random() < 0.06:
            return self.raise_concern()
        lead = oracle.WHO_SIGNS.get(Basis(found.basis))
        wanted = [
            self.side.manager,
            *([self.side.senior] if found.raises_risk else []),
            *([lead] if lead else []),
        ]
        left = [each for each in wanted if who(each) not in signed]
        self.sign_rightly((left or wanted)[0])

    # ---- as somebody would who does not, or not now

    def submit(self) -> None:
        with self.acting(self.anybody()) as worker:
            actions.submit(request=self.light(), by=worker)

    def sign(self) -> None:
        stale, sure = self.dice.random() < 0.1, self.dice.random() < 0.9
        self.decide(self.anybody(), Decision.APPROVE, stale=stale, sure=sure)

    def pass_it(self) -> None:
        """Look at it for the second time; of what is left of a sensitive entry one may say nothing."""
        self.review(self.anybody(), harmless=self.dice.choice([None, None, ()]))

    def send_back(self) -> None:
        if self.dice.random() < 0.5:
            raise Nothing
        self.review(self.anybody(), passed=False)

    def ask_back(self) -> None:
        self.decide(self.dice.choice([self.side.manager, self.anybody()]), Decision.ASK_BACK)

    def raise_concern(self) -> None:
        self.decide(self.dice.choice([self.side.manager, self.anybody()]), Decision.CONCERN)
        self.worried = True

    def take_concern_back(self) -> None:
        with self.acting(self.dice.choice([self.side.manager, self.anybody()])) as worker:
            actions.take_concern_back(request=self.light(), words="It was answered.", by=worker)

    def refuse(self) -> None:
        self.decide(self.dice.choice([self.side.manager, self.anybody()]), Decision.REFUSE)

    def give_up(self) -> None:
        with self.acting(self.anybody()) as worker:
            actions.withdraw_request(request=self.light(), by=worker)

    def read_it(self) -> None:
        self.read(self.anybody())

    def let_go(self) -> None:
        knows, keeps = self.dice.random() < 0.9, self.dice.random() < 0.9
        self.release(self.anybody(), knows_policy=knows, keeps_words=keeps)

    def let_go_ahead(self) -> None:
        self.release(self.anybody(), ahead=True)

    def go_through_it(self) -> None:
        self.go_through(self.anybody())

    def keep_back(self) -> None:
        self.gone_through = False
        self.withhold(self.anybody(), whole=self.dice.random() < 0.25)

    def put_back(self) -> None:
        self.gone_through = False
        self.take_back(self.anybody())

    def talk_it_over(self) -> None:
        self.discuss(
            self.anybody(), self.dice.choice([self.side.senior, self.side.manager, self.side.asker])
        )

    def change(self) -> None:
        self.stuck = self.gone_through = False
        with self.acting(self.side.asker) as worker:
            actions.change_request(request=self.light(), says=self.says(), by=worker)

    def sign_consent_late(self) -> None:
        """Let the client sign what they agreed to."""
        if self.consent is None:
            raise Nothing
        self.sign_consent(self.consent)
