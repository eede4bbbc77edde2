"""Why something is withheld, of words and of places on a page: one list, in the words of the pages. Pure."""

# By the code that is stored: none may go, or what was withheld for it could not be read any more.
WHY = {
    "third_party": "Somebody else’s identity or words (clause 3.2.1)",
    "source": "It would show who told us",
    "confidence": "Told to us in confidence",
    "harm": "It could put somebody in danger",
    "sensitive": "A sensitive fact that the consent does not name (clause 4.4.2)",
    "court": "A family court’s paper, held until permission is recorded",
    "conference": "Minutes of a multi-agency conference: the co-ordinator decides",
    "other_client": "Another client of ours, in a group or elsewhere",
    "other_side": "What the other service does or was told",
    "not_needed": "The reader does not need it",
    "other_form": "It leaves in another form: written out, or scanned in",
    "other": "Another reason",
}
