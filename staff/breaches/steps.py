"""What can be noted on a breach, and what each note asks for, in the words of its page."""

from dataclasses import dataclass
from uuid import UUID

from .rules import Case, Kind, Severity, missing, refusal

Choices = tuple[tuple[str, str, str], ...]  # code, label, hint


@dataclass(frozen=True)
class Step:
    """One kind of note. An empty question is not asked; `says` stands above the form."""

    kind: Kind
    heading: str
    words: str
    hint: str = ""
    says: str = ""
    asks: str = ""
    choices: Choices = ()
    when: str = ""
    who: str = ""
    named: str = ""
    words_needed: bool = True
    button: str = "Record it"
    clause: str = "1.1"

    @property
    def slug(self) -> str:
        """Return how it is called in its address."""
        return self.kind.replace("_", "-")


TOLD: Choices = (
    ("told", "They were told", ""),
    ("not_told", "They are not told, and I say why", ""),
)
LEVELS: Choices = (
    (
        Severity.NOBODYS,
        "Nobody’s fault",
        "A theft, an attack, or a fault that nobody here could have known of. Mend what let it happen.",
    ),
    (
        Severity.SLIP,
        "A slip",
        "A mistake that was owned up to, put right and harmed nobody: a letter in the wrong tray, a screen left open "
        "in a room of colleagues. Talk it through in supervision; two of a kind are a pattern.",
    ),
    (
        Severity.MISCONDUCT,
        "Misconduct",
        "Carelessness that could have harmed somebody, or a slip that was repeated or not owned up to: gossip about a "
        "client, papers left on a bus. Disciplinary proceedings begin.",
    ),
    (
        Severity.SERIOUS,
        "Serious misconduct",
        "A rule was knowingly passed over, or somebody was harmed: looking into a file without need, sending an "
        "agency what was not agreed. Disciplinary proceedings, up to a final warning.",
    ),
    (
        Severity.GROSS,
        "Gross misconduct",
        "Trust is broken: giving out a colleague’s address, number, circumstances or next workplace without their "
        "leave; telling a partner or ex-partner anything; passing on for gain or spite; hiding a breach.",
    ),
)

STEPS = {
    step.slug: step
    for step in (
        Step(
            Kind.TAKEN,
            "Take it in hand",
            "Anything to say at once",
            says="Whoever reported it sees that it is in hand, and who has it.",
            words_needed=False,
            button="Take it in hand",
        ),
        Step(
            Kind.SAFETY_CALL,
            "The safety call",
            "Whom was rung, what they know now, and what was agreed; or why no call was made",
            says="Ring before you write. Whoever may be in danger has to know what has got out before anybody "
            "else acts on it. Use their safe contact and nothing else.",
            asks="Was the call made?",
            choices=(
                ("made", "Yes", ""),
                (
                    "not_made",
                    "No, and I say why",
                    "Because nobody is in danger after all, or because a call would itself endanger somebody",
                ),
            ),
            when="When was the call, or the decision not to ring?",
            who="Who rang, or decided not to?",
        ),
        Step(
            Kind.CONTAINED,
            "Containment",
            "What was done to stop it, and to get back or destroy what got out",
            hint="One step at a time: who was asked to delete or return it, what was locked or changed, what they "
            "answered.",
            when="When was it done?",
        ),
        Step(
            Kind.DANGER,
            "Somebody may be in danger",
            "Who may be in danger, and from what you know it",
            says="From now on a new safety call has to be recorded before anything else, and the safeguarding lead "
            "sees the breach.",
        ),
        Step(
            Kind.AWARE,
            "When we knew of it",
            "Why this is the moment at which we first knew",
            says="The regulator’s clock runs from the earliest moment that anybody has given. A later one is kept on "
            "record and does not move it.",
            when="When did somebody who works here first know?",
        ),
        Step(
            Kind.BREACH,
            "A breach after all",
            "What shows that it was no near miss",
            says="From now on everything that a breach asks for is asked for, the regulator’s clock included. A breach "
            "does not become a near miss again: where it turns out to be none, say so as its outcome.",
        ),
        Step(
            Kind.SEVERITY,
            "How grave it is",
            "Why this level",
            says="By what was done, not by who did it. The last word counts; the earlier ones stay on record.",
            asks="Which of these is it most like?",
            choices=LEVELS,
            clause="5.1.8",
        ),
        Step(
            Kind.AFFECTED,
            "Persons affected",
            "What of theirs got out, to whom, and how many they are",
            hint="No names: references, roles and numbers are enough here.",
            named="References of their case files, where known",
        ),
        Step(
            Kind.REGULATOR,
            "Reported to the data protection regulator",
            "What was reported, and what they said",
            hint="Where it was late, why.",
            when="When was it reported?",
            named="The regulator’s own number for it",
        ),
        Step(
            Kind.NOT_REPORTED,
            "Decide not to report it",
            "Why it is unlikely to put anybody’s rights or safety at risk",
            says="The regulator’s clock runs on until somebody else, who handles breaches too, has confirmed the "
            "decision. A safeguarding lead is asked, or a records admin where there is none.",
            button="Decide, and ask somebody else to confirm it",
        ),
        Step(
            Kind.CONFIRMED,
            "Confirm that it is not reported",
            "Why you agree",
            says="You take your share of the decision. If you do not agree, report it, or write a note and speak to "
            "whoever decided.",
            button="Confirm the decision",
        ),
        Step(
            Kind.PERSONS,
            "Telling the persons affected",
            "Who told whom, how, and what they wish; or why they are not told",
            asks="Were the persons affected told?",
            choices=TOLD,
            when="When was it, or when was it decided?",
        ),
        Step(
            Kind.TRUSTEES,
            "Telling the trustees",
            "Who told whom, and what they asked for; or why not",
            asks="Were the trustees told?",
            choices=TOLD,
            when="When was it, or when was it decided?",
        ),
        Step(
            Kind.CHARITY,
            "Telling the charity regulator",
            "Who told them and their number for it; or why it is no serious incident",
            asks="Was the charity regulator told?",
            choices=TOLD,
            when="When was it, or when was it decided?",
        ),
        Step(
            Kind.CONCERNED,
            "Somebody of us whom it concerns",
            "In which way it concerns them",
            says="Whoever is named here cannot see this breach any more, whatever their role: not what was reported, "
            "and not what is noted. If you name yourself, somebody else has to go on.",
            who="Whom does it concern?",
            button="Name them",
        ),
        Step(
            Kind.NOT_CONCERNED,
            "It does not concern them",
            "Why not, and who says so",
            says="Whoever was named by mistake may see it again, if their role lets them.",
            who="Whom does it not concern?",
        ),
        Step(
            Kind.OUTCOME,
            "Outcome",
            "What came of it",
            asks="What was it in the end?",
            choices=(
                ("right", "It was put right", ""),
                ("harm", "Harm was done", ""),
                ("open", "What got out is still out", ""),
                ("none", "There was no breach", ""),
            ),
        ),
        Step(
            Kind.DISCIPLINARY,
            "Disciplinary proceedings",
            "What HR has to know of it; or why there are none",
            says="HR sees this note with its level, and nothing else of the breach.",
            asks="Are there proceedings?",
            choices=(("begun", "Yes", ""), ("none", "No, and I say why", "")),
            named="The reference of the proceedings",
            clause="5.1.8",
        ),
        Step(
            Kind.LESSONS,
            "Lessons",
            "What we change, who does it, and by when",
            hint="Where nothing needs to change, say why.",
        ),
        Step(
            Kind.NOTE,
            "Note, or correction",
            "What is to be added or put right",
            hint="Nothing that was noted is changed. Say which note it corrects.",
        ),
        Step(
            Kind.CLOSED,
            "Close it",
            "Anything for whoever reads it later",
            says="Whoever reported it sees that it is closed. It can be reopened with a reason.",
            words_needed=False,
            button="Close it",
        ),
        Step(
            Kind.REOPENED,
            "Reopen it",
            "Why it is not over",
            button="Reopen it",
        ),
    )
}


def ways(case: Case, by: UUID) -> list[Step]:
    """Return what this person may note now, besides what is listed as missing."""
    listed = {each.kind for each in missing(case)}
    return [
        step
        for step in STEPS.values()
        if step.kind not in listed and refusal(case, step.kind, by) is None
    ]
