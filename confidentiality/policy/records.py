"""Chapter 5 and the appendix: staff, records, committee and other agencies."""

from .clause import Clause, State

RECORDS: tuple[Clause, ...] = (
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
        "That the policy was explained, by whom, when and how, and which copy was given or why none, is recorded on "
        "the client's file, each time anew, and changed by nobody, in the database too; until it is, every page of "
        "the file says so, as for clause 1. Nobody is refused help for the lack of it. What men on the programme "
        "sign is clause 1 (DVPP).",
        State.ENFORCED,
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
        "Records have a retention schedule and every reading is audited. A copy holds entries, documents, paper, and "
        "what is held besides: particulars, safe contact, consents, programme, groups and what was shared. Requests "
        "in law, complaints and disputes stand on a register with their clocks: a month by the law's own dates, "
        "stopped while identity, authority or meaning is awaited, two more with notice in time. Authority is checked "
        "with its scope, lapses with a child's eighteenth birthday and ends with the client's death; a parent is "
        "weighed first. Refusals need a manager's reasons. What is overdue stands before the data protection lead, "
        "whoever's file it is. What a client says of an entry stands beside it, and nobody here changes it; nothing "
        "is erased before its schedule.",
        State.ENFORCED,
    ),
    Clause(
        "5.2.6",
        "Clients respect each other's privacy",
        "Before a group a client signs to keep what others say: a woman an agreement of her own, a man the form that "
        "sets out where confidentiality ends. It is on the file, with the words, the day and before whom. Who was in a "
        "group without one stands before whoever leads the file (4.4.1).",
        State.ENFORCED,
    ),
    Clause(
        "5.2.7",
        "Six years after somebody has left, then destroyed or archived",
        "A nightly sweep destroys the files of people who left more than six years ago, counted "
        "over all their files, and for a child from the end of the year in which they come of age, if that is later: "
        "rows and keys in one transaction, and a certificate stays. A hold, "
        "a missing review after an import or a tie to somebody still here stops it. A backup that "
        "is restored destroys them again before anybody is served. Closed enquiries go in the same sweep, a year "
        "after the last word, which is our own period. Two people can make a period longer, with a reason; "
        "none gets shorter than its clause, and a shorter one waits for thirty days. Nothing is archived instead. "
        "Paper folders of a file that was destroyed wait on the register until somebody says that they were destroyed.",
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
        "says where it got none; with its assurance a line manager records its word that it can keep to it. Nothing "
        "goes to a partner agency on any ground that works with it while one of them is missing, nor under a protocol "
        "to whoever has no copy.",
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
        "An agreement is recorded with its document, its end, and whether it says so. Where the latest is without it, "
        "or is over, nothing goes to a partner agency on any ground that works with it, nor under a protocol.",
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
        "It is made from the policy in force: those of its sections that say where his confidentiality ends, in their "
        "own words and with the version, to be printed and signed before a worker.",
        State.ENFORCED,
    ),
)
