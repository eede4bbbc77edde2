"""What the pages of disclosures ask for. What nobody has said stays unsaid: the rules decide."""

from disclosures.forms.consents import AgreementForm, RecordConsentForm, WithdrawConsentForm
from disclosures.forms.decisions import DecideForm, LookAfterForm, ReadPackageForm, ReleaseForm
from disclosures.forms.requests import (
    AskForm,
    NoteDiscussionForm,
    RelevanceForm,
    ToldForm,
    WithdrawRequestForm,
)

__all__ = [
    "AgreementForm",
    "AskForm",
    "DecideForm",
    "LookAfterForm",
    "NoteDiscussionForm",
    "ReadPackageForm",
    "RecordConsentForm",
    "ReleaseForm",
    "RelevanceForm",
    "ToldForm",
    "WithdrawConsentForm",
    "WithdrawRequestForm",
]
