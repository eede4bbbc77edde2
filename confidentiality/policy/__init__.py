"""The policy, clause by clause: what this product does about each, and what it does not do yet."""
