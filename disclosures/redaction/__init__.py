"""Preparing what may leave: what is withheld of each entry, what the machine found, and who looked at it second."""
