"""The one door out: agencies, consent, requests, sign-off, release and packages."""
