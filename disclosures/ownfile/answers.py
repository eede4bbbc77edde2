"""What an answer to a dispute has to rest on. Pure; clause 5.2.5."""


def against_answer(decision: str, *, corrected: bool) -> str:
    """Return what stands against answering a dispute so, or '': what was wrong stands corrected first (5.2.5)."""
    if decision == "corrected" and not corrected:
        return "No correction of ours stands beside the entry. Correct the entry first."
    return ""
