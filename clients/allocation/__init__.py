"""Whose work a case file is: the queue of those that nobody leads, caseloads, changes of hands, cover."""
