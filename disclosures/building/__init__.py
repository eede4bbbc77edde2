"""What turns chosen words and pages into the bytes that leave, and reads those bytes again. No Django, no database."""
