"""Which files belong together: the two halves of a couple, and two files of one person. Told to managers alone."""
