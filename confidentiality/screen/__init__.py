"""The screen: locked, left in a hurry, and nothing on it afterwards (clause 4.6.6)."""
