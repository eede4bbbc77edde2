"""The policy as the organisation holds it, and who has agreed to keep to it."""
