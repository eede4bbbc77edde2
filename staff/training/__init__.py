"""Who was inducted and trained on the policy, noted by somebody else; files wait for it."""
