"""Chapters 1 to 4: what may be said to whom, and on what conditions."""

from .clause import Clause, Kind, State

DISCLOSING: tuple[Clause, ...] = (
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
        "expired, refused or does not cover an entry stops the release, also at the last moment; so does one that a "
        "parent gave, from the day on which the child is of age. The exceptions are "
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
        "written authorisation that names who may receive. It rests on its paper, a document of that client's file, or "
        "on a signature on a screen: a date alone releases nothing. What others answer is awaited by a day and kept "
        "apart. What may be given out about a member of staff they say themselves, from their own account.",
        State.ENFORCED,
    ),
    Clause(
        "3.1.1",
        "Where a child may be at risk, child protection rules come first",
        "Child protection is a ground of its own: it waits for nobody's consent. Where it can't wait it is released by "
        "the worker at hand. What gives concern is on record before; the safeguarding lead signs it off, or looks at "
        "what went first within a day, and how the non-abusing parent was involved, or why not, is on record by then.",
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
        "the system, and a second sign-off. Where life went first, nobody closes the look at it before both are there.",
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
        "A recipient whose name, telephone number, e-mail or postal address is a recorded partner's is refused "
        "whatever the basis, and so is one who would read it or is on the line; a like name waits for a manager, whose "
        "word counts as long as their sign-off; where no partner is on record the worker has to ask. Who "
        "would have sent something to a partner is told to the managers of the file's service at once. Only somebody "
        "whom a threat is against is warned whoever they are, and nothing of the file goes with a warning; on a "
        "woman's file a warning to somebody who is or may be a partner waits for a manager, and where none is on "
        "record the worker has to ask.",
        State.ENFORCED,
    ),
    Clause(
        "4.1.1",
        "With other agencies: she knows what is shared and how it is protected there",
        "An agency without a current assurance is refused unless it acts under a statutory duty "
        "that is named; of a partner agency it is always asked. Where a child, a life or a threat goes first, the duty "
        "or power in law, or the emergency, is on record instead, before or within a day. Who asks and who releases "
        "each confirm knowing how it will be protected, the day it was explained to her is on record, and a new "
        "assurance needs a new sign-off. Line managers are reminded before an assurance lapses.",
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
        "A session of a group is recorded with who ran it and, client by client, who was there and whether it was "
        "discussed with them, in words that say that nobody can promise it; a women’s group’s ask to tell no partner. "
        "Who was there without a signed agreement is recorded all the same, marked, and stands before whoever leads "
        "the file until it is signed. Each attendance is its own file’s: nothing tells who else was there. A group is "
        "of one service, and nobody runs one of each.",
        State.ENFORCED,
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
)
