"""That the policy was explained to a client: when, by whom, how, and which copy she was given."""
