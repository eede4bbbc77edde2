"""The breach register: what went wrong with somebody's information, and what was done about it."""
