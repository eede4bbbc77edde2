"""The access review: each quarter, who has what, why, and is it still needed."""
