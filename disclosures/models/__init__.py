"""Agencies, consents, requests to disclose, and what was decided, read and released.

Everything that hangs on a case file names it, so that row security can ask for the grant. What people
wrote is sealed under the file's key, a package under a key of its own, and who an agency and its people
are under the agency's: which agencies a charity works with tells something of its clients.
"""

from .agencies import Agency, AgencyAssurance, AgencyContact, AgencyCopy
from .consents import Agreement, Consent, ConsentItem, ConsentSignature, OnFile
from .releases import LookedAfter, Package, Release, SaidAfter
from .requests import DisclosureRequest, Reading, RequestItem, RiskDiscussion, SignOff

__all__ = [
    "Agency",
    "AgencyAssurance",
    "AgencyContact",
    "AgencyCopy",
    "Agreement",
    "Consent",
    "ConsentItem",
    "ConsentSignature",
    "DisclosureRequest",
    "LookedAfter",
    "OnFile",
    "Package",
    "Reading",
    "Release",
    "RequestItem",
    "RiskDiscussion",
    "SaidAfter",
    "SignOff",
]
