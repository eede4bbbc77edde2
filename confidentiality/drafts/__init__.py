"""Drafts: what is typed in a form is kept, sealed, until it is sent."""
