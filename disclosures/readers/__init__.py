"""Who reads a released package from outside: let in, shown it, written down, and shut out again by a recall."""
