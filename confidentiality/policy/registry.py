"""Every clause of the policy with what this product does about it now.

The numbers are the policy's own; titles and controls are ours. A row is `enforced` only when tests
marked with its number prove the control as it is worded here; what is planned stays `not yet`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a program can do about a clause at all."""

    ENFORCED = "enforced"
    GUIDE_AND_AID = "guide + aid"


class State(StrEnum):
    """What this release does about a clause."""

    ENFORCED = "enforced"
    AID = "aid"
    GUIDE = "guide"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Clause:
    """One row: the clause's number, what it asks in our words, the control as it is today."""

    number: str
    title: str
    control: str
    state: State = State.NOT_YET
    kind: Kind = Kind.ENFORCED

    @property
    def anchor(self) -> str:
        """The row's id on the policy page: numbers hold spaces, ids may not."""
        return "clause-" + self.number.replace(" ", "-").strip("()").replace("(", "")


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "1",
        "Everybody who works here keeps to the policy, and clients are told of it",
        "The policy's text is held in versions, each put in force by two people. Until somebody has "
        "acknowledged the version in force, nothing but the policy and their own account opens; who knew the "
        "one before has seven days. A client's file records when it was explained, by whom, in what form and with "
        "which copy, and says on every page of it while it has not been.",
        State.ENFORCED,
    ),
    Clause(
        "1 (DVPP)",
        "A man on the programme signs a form that sets out where his confidentiality ends",
        "The form is made from the policy in force and printed. That he signed it is recorded with its version, the "
        "day and before whom. Until it is on his file, no stage, completion or return to the programme can be "
        "recorded, in the database too; that he was assessed, suspended, left or was put out can, because a "
        "partner is told of it.",
        State.ENFORCED,
    ),
    Clause(
        "1.1",
        "High standards for everybody's information, and consequences for a breach",
        "Whoever works here reports a breach or near miss in a minute, and sees that it is in hand and closed. "
        "Where somebody may be in danger nothing but containment is recorded before the safety call. It is handled "
        "by leads who neither reported it nor are concerned by it; the regulator's 72 hours run from the earliest "
        "moment that anybody knew, and not reporting takes two people. It is closed only when containment, weight, "
        "persons affected, regulators, trustees, outcome and lessons are answered for. Nothing that was noted can "
        "be changed.",
        State.ENFORCED,
    ),
    Clause(
        "1.2",
        "When something may be disclosed, and the way it has to go",
        "Entries leave only as a package: asked for by one worker, signed off by a line manager "
        "who is somebody else, or by the deputy to whom two others gave that role for a time; read from "
        "beginning to end, and checked again rule by rule in the "
        "transaction that releases it. There is no other export of a client's records.",
        State.ENFORCED,
    ),
    Clause(
        "2.1",
        "The person concerned decides, knowing what for, to whom and what follows",
        "A disclosure rests on a consent on the file that says why, to which agency, which "
        "entries, what follows from yes and from no, and until when. A consent that is withdrawn, "
        "expired, refused or does not cover an entry stops the release, also at the last moment. The exceptions are "
        "named, each with its own ground, and the client is told, or it is recorded whom telling would endanger. "
        "Agreeing to the service and the basis in law for keeping a file are recorded apart, and permit nothing. A "
        "decision not to share is recorded too. Of one of us only what the person agreed to is given out, or what a "
        "law on a list asks for, which two have looked at and the person is told.",
        State.ENFORCED,
    ),
    Clause(
        "2.2",
        "Written permission, dated, naming who may receive",
        "On the client's consent a programme file is disclosed, and anybody is asked about a client, only with a dated "
        "written authorisation that names who may receive. What may be given out "
        "about a member of staff they say themselves, from their own account.",
    ),
    Clause(
        "3.1.1",
        "Where a child may be at risk, child protection rules come first",
        "Child protection is a ground of its own: it waits for nobody's consent. Where it can't wait it is released by "
        "the worker at hand. What gives concern is on record before; within a day the safeguarding lead signs or "
        "somebody else looks at it, and how the non-abusing parent was involved, or why not, is asked for.",
        State.ENFORCED,
    ),
    Clause(
        "3.2.1",
        "A client may see her own file, never what others said; records are protected",
        "What others said, and everybody who is tied to a file, is kept in records of its own, under a key, a "
        "permission and a database policy of its own, and can't be picked for a disclosure; an emergency opens only "
        "what was said that is marked as critical for safety. A record says who may be told, which is nobody unless "
        "somebody says so. What somebody else said and stands in an entry is moved out of it: whoever may only view "
        "the file reads it nowhere any more, and a request that had picked the entry is signed off anew. What stands "
        "in a wrong file is moved by two, who need not see both. What leaves of entries is gone through for others by "
        "one, read by the machine, and reviewed by somebody else; what is withheld is not in the copy, and the "
        "finished paper is read once more before it leaves, with the text layers of pages that leave as pictures. What "
        "was told of a person stays when it changes, and "
        "that two entries are one person is said by two. Every text of a file is sealed at rest; signing in takes a "
        "second factor. How she views it is clause 5.2.4.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.1",
        "That she is in touch with us at all is confidential",
        "Without a grant the database shows no row of a file, so lists, searches, counts, addresses "
        "and errors answer as if it did not exist. A colleague on duty who knows two exact details of "
        "somebody who rings learns who leads the file and how to reach her, and the lead is told. "
        "Who leads a file sees who has looked at it. A colleague kept off by a conflict's wall who tries is "
        "told nothing, and a manager learns of it. Whom a worker knows they declare for themselves alone, "
        "before any file opens and each year: files of theirs are kept from them, unseen by them and by whoever opens "
        "one. In an emergency one file of the own service opens for an "
        "hour, never the other half of a couple's; a manager is told at once and reviews it. "
        "Where two people have set it, a manager of both services opens one half of a couple at a time, for a purpose. "
        "Whoever writes down the name of somebody who has a file here learns nothing of it; managers of the side that "
        "may know do. "
        "Whoever allocates a file hears of a colleague behind a wall only that they are not available. People who "
        "are no clients yet are known to those who take calls in that service, and to nobody of the other. "
        "Whoever asks whether somebody is a client gets one answer, the same whoever it is about, from a page one "
        "click away; it is recorded with what they claimed, looked up nowhere, and goes to the managers of both "
        "services alike. "
        "How she may be reached stands before whoever rings her, and each time is kept with what stood there; a "
        "number or address that is never to be used is refused in every spelling, and shown to whoever types it in a "
        "note or a task. A letter goes to an address that she "
        "called safe or into her hand, and says nothing of who writes unless she allows it. "
        "To prevent serious harm to others is a ground of its own, on a woman's file, with a manager's sign-off.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.2 a",
        "Speaking for her with another agency because she asked",
        "Liaison is a ground of its own: the consent has to say that it was the client who asked for it.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.2 b",
        "What may come of it is explored first, and the writer knows who will read it",
        "Before submission: the day on which the implications were explored, not after the "
        "consent; the named readers and the worker's word that they know them; and, where "
        "somebody has a concern, the meeting that discussed it. What somebody raises who decides "
        "about it sends it back, and stands until a meeting since or their own word ends it.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.2 c",
        "Sharing that may raise her risk is rare, and discussed first",
        "Every request carries a risk assessment. Where it says that risk rises: a talk "
        "with a senior practitioner or manager who is not the one who asks, noted in the file by "
        "the system, and a second sign-off.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.2 d",
        "She may set limits",
        "Limits are part of the consent. One that names an entry, an agency, a person, a day or spoken word "
        "only is enforced; her own words are shown at release, acknowledged by the one who "
        "releases, and printed on the letter.",
        State.ENFORCED,
    ),
    Clause(
        "3.3.2 e",
        "Nothing to a partner or ex-partner, and no going between",
        "A recipient whose name or number is a recorded partner's is refused whatever the basis; "
        "a like name waits for a manager; where no partner is on record the worker has to ask. Who would have sent "
        "something to a partner is told to the managers of the file's service at once. Only somebody whom a "
        "threat is against is warned whoever they are, and nothing of the file goes with a warning; on a woman's file "
        "a warning to somebody who is or may be a partner waits for a manager, and where none is on record the worker "
        "has to ask.",
        State.ENFORCED,
    ),
    Clause(
        "4.1.1",
        "With other agencies: she knows what is shared and how it is protected there",
        "An agency without a current assurance is refused unless it acts under a statutory duty "
        "that is named. Who asks and who releases each confirm knowing how it will be protected, "
        "the day it was explained to her is on record, and a new assurance needs a new sign-off. Line managers are "
        "reminded before an assurance lapses.",
        State.ENFORCED,
    ),
    Clause(
        "4.2.1",
        "What concerns men is confidential, with two exceptions",
        "A wall keeps the two files of a couple from any one worker; a manager of both services may open one at a "
        "time, where that is set. A threat is a ground of its own: whoever is "
        "threatened is warned and the police or others are told, before any sign-off where it can't wait; on any other "
        "ground a man's file opens on his own written word, for a report on progress, for a child, for a court's "
        "order, or where the law leaves no choice. What happens on the programme comes before the support service as a "
        "status and its day, one way: by her file, or by a strand where she has none. A person tells her, by her safe "
        "contact as it is then; a correction follows to whoever was told.",
        State.ENFORCED,
    ),
    Clause(
        "4.3.1",
        "Reports about a man's progress, of which he knows",
        "A report on progress is a ground of its own, on programme files alone: he was told that it may happen, "
        "what is shared and why; each entry says what it has to do with ending his abuse; the agency is assured, and "
        "who shares knows how it keeps confidences. A spoken one is recorded like a written one.",
        State.ENFORCED,
    ),
    Clause(
        "4.4.1",
        "Clients in a group are asked to keep what they hear",
        "There are no group records in this release.",
    ),
    Clause(
        "4.4.2",
        "The most sensitive facts never without permission that names them",
        "An entry is marked when it holds such a fact, and leaves only with a consent that names "
        "that entry, whatever the basis; a court's order that names it is the one exception, and the data protection "
        "lead decides. What is typed and leaves holds none: its writer is asked, words that may be one are shown, "
        "and somebody else decides about them.",
        State.ENFORCED,
    ),
    Clause(
        "4.5.1",
        "Nobody gives out a colleague's address, number or circumstances",
        "Whoever asks about a colleague gets the one answer that everybody gets, from a page one click away; what they "
        "claim is recorded, never believed. It goes to the line manager, or whoever stands in, then to the "
        "person, and is answered on the person's terms: no, a message, only this, or yes. A body with a right of "
        "its own, from a list with its laws, is answered after two have agreed, and the person is told and says "
        "so; reasons not to tell them are a list as well, and take two. The database refuses to note as given out "
        "what neither covers. Those who have left are as protected; colleagues see nothing of it. The product "
        "holds no home address or number of a worker.",
        State.ENFORCED,
    ),
    Clause(
        "4.6.1–4.6.5",
        "Where to talk, no gossip, no words that belittle",
        "Talk where nobody else can hear, never about one client before another, and write nothing "
        "that you would not say to her. Words that judge or belittle, from a list that the organisation keeps, "
        "are shown while somebody writes, and once before an entry is saved; the writer decides, and only "
        "figures of a month are kept.",
        State.AID,
        Kind.GUIDE_AND_AID,
    ),
    Clause(
        "4.6.6",
        "Nothing left lying about or on a screen",
        "After fifteen idle minutes, or at once by a key, Latch locks: the page is covered and nothing "
        "is answered until its person is back; what was typed is kept. A quick exit leaves for a "
        "calendar and takes every tab along. Page titles name nobody. Paper folders have a label that says "
        "nothing and stand on a register: who has one out, since when, and what is overdue or missing.",
        State.ENFORCED,
    ),
    Clause(
        "5.1.1",
        "Staff get the procedure and what it means for their work at induction",
        "Files wait until the policy in force is acknowledged, and until somebody else (the line manager, HR or "
        "a records admin) has noted that what it means for their work was explained and that they were trained; "
        "and until each has said, for themselves alone to read, whom they know among clients. "
        "The rest of the checklist, a copy and the signed form among it, is the organisation's and is listed "
        "while it is open. An e-mail that says only that something waits reminds whoever wants it.",
        State.ENFORCED,
    ),
    Clause(
        "5.1.2",
        "Personnel files through the line manager, who says who reads them",
        "There are no personnel files in this release.",
    ),
    Clause(
        "5.1.3",
        "Applications, interviews, health and monitoring are confidential",
        "There are no recruitment records in this release.",
    ),
    Clause(
        "5.1.4",
        "Monitoring answers are parted from applications",
        "There are no monitoring forms in this release.",
    ),
    Clause(
        "5.1.5",
        "References are asked for in confidence",
        "There are no references in this release.",
    ),
    Clause(
        "5.1.6",
        "Who reads a review or appraisal is said beforehand",
        "There are no reviews or appraisals in this release.",
    ),
    Clause(
        "5.1.7",
        "Medical records stay sealed",
        "There are no medical records in this release.",
    ),
    Clause(
        "5.1.8",
        "A worker's breach is dealt with by its weight",
        "Each breach is given one of five levels, up to gross misconduct, by what was done, with guidance beside each. "
        "From misconduct on it is not closed without the reference of the disciplinary proceedings or the reason for "
        "none, which HR sees with the level and nothing else. The proceedings themselves are not kept here.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.1",
        "Clients know of the procedure and can have a copy",
        "That the policy was explained, and which copy was given or why none, is recorded on the client's file; "
        "until it is, the file says so wherever it is open. Nothing is refused for the lack of it. What men on the "
        "programme sign is clause 1 (DVPP).",
        State.AID,
    ),
    Clause(
        "5.2.2",
        "Facts are facts; an opinion says that it is one, and on what it rests",
        "An entry is a fact or an opinion, and an opinion without what it rests on is not saved. "
        "Its author may change it for a day, in the database too; then only a further entry "
        "of the same file corrects it. Of two that tell the same one stays and the other stands below it, as it was "
        "written, once two have said so. Imported entries say that they were never told apart.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.3",
        "Paper is locked away and comes back",
        "Each paper folder of a file is on a register under a random label: its locked place, who has it out and "
        "until when, by default the same day. What is overdue stands before its holder and their manager; a "
        "stock-take by labels finds what is missing. When the file is destroyed its folders stay on the register "
        "and the certificate says that its disposal is not complete.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.4",
        "She may read her file, with notice, and have it explained",
        "Any wording is taken down as a request, with what the file held then; while it is open the file is not "
        "destroyed. Nothing is confirmed before she was seen alone and asked whether somebody makes her ask; where "
        "that may be, no copy leaves. No appointment is earlier than 24 hours on, unless a line manager who did not "
        "take the request waives it. Prepared on the workbench and reviewed by somebody else, she reads it at the "
        "office, on an enrolled screen, item by item, with one of us in the room; she says what is wrong, changes "
        "what she agreed to, and may sign. It dims, blanks and ends by the database's clock and leaves nothing "
        "behind. What was withheld and why, and what was explained, stays on record.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.5",
        "Data protection law",
        "Records have a retention schedule and every reading is audited. Requests in law, complaints and disputes "
        "stand on a register with their clocks: a month by the law's own dates, stopped while identity, authority or "
        "meaning is awaited, two more with notice in time. Authority is checked with its scope, lapses with a child's "
        "eighteenth birthday and ends with the client's death; a parent is weighed first. Refusals need a manager's "
        "reasons. Statements stand beside entries; nothing is erased before its schedule.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.6",
        "Clients respect each other's privacy",
        "There is no client agreement in this release.",
    ),
    Clause(
        "5.2.7",
        "Six years after somebody has left, then destroyed or archived",
        "A nightly sweep destroys the files of people who left more than six years ago, counted "
        "over all their files: rows and keys in one transaction, and a certificate stays. A hold, "
        "a missing review after an import or a tie to somebody still here stops it. A backup that "
        "is restored destroys them again before anybody is served. Closed enquiries go in the same sweep, a year "
        "after the last word, which is our own period. Two people can make a period longer, with a reason; "
        "none gets shorter than its clause, and a shorter one waits for thirty days. Nothing is archived instead, "
        "and paper is not handled yet.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.8",
        "Of those who were not taken on only the most relevant is kept",
        "There are no unsuccessful applicants' records in this release.",
    ),
    Clause(
        "5.3.1",
        "Committee members get the procedure and answer for it",
        "A committee member acknowledges each version of the policy and with it their share of the committee's "
        "responsibility; until then nothing else opens to them. That they were sent a copy is noted on the "
        "checklist of their induction. Line managers, HR and those who write the policy see who owes it.",
        State.ENFORCED,
    ),
    Clause(
        "5.3.2",
        "Confidential papers are marked and kept out of the public ones",
        "There are no committee papers in this release.",
    ),
    Clause(
        "5.3.3",
        "Clients are not named to the committee",
        "There are no committee papers in this release.",
    ),
    Clause(
        "5.5",
        "Everybody in a sharing protocol knows of it",
        "A protocol names agencies, clients, purpose, readers, days and each agency's copy; one person proposes it, a "
        "line manager who is another agrees, and it is never changed. Joint working is refused unless a protocol is "
        "in force, about this client, and every agency in it has its copy.",
        State.ENFORCED,
    ),
    Clause(
        "5.6",
        "Partner agencies get the procedure and what it asks of them",
        "An agency's page records which version it got, when, and when what it asks of them was explained, and "
        "says where it got none. Joint working under a protocol is refused while either is missing.",
        State.ENFORCED,
    ),
    Clause(
        "5.7",
        "Which of a partner's staff may read what is agreed at the outset",
        "Who may read stands in the protocol, by name. Whoever of them is to read on screen is invited by two people, "
        "until the protocol's end at the latest, signs in with a second factor, and sees what was released to them by "
        "name and nothing else. Their visit ends with the protocol, with their own access, and with a recall.",
        State.ENFORCED,
    ),
    Clause(
        "5.8",
        "In a management agreement a breach of confidence is a breach of the agreement",
        "An agreement is recorded with its document, its end, and whether it says so. Joint working under "
        "a protocol is refused where the latest is without it, or is over.",
        State.ENFORCED,
    ),
    Clause(
        "5.10",
        "Training on the policy at induction",
        "Each training is recorded with what it covered, who held it, when and until when it is good, by somebody "
        "else than the trained. Files wait for the first on the policy; when its renewal is overdue they stay "
        "open for twenty-eight days.",
        State.ENFORCED,
    ),
    Clause(
        "App. A",
        "The form that men on the programme sign",
        "The form is not generated yet.",
    ),
)
