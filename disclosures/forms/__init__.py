"""What the pages of disclosures ask for. What nobody has said stays unsaid: the rules decide."""

from disclosures.forms.answers import FileAnswerForm, NoteAnswerForm, PutOffForm
from disclosures.forms.consents import (
    AgreementForm,
    LimitConsentForm,
    RecordConsentForm,
    WithdrawConsentForm,
)
from disclosures.forms.decisions import (
    DecideForm,
    LookAfterForm,
    ReadPackageForm,
    ReleaseForm,
    SayAfterForm,
    TakeBackForm,
)
from disclosures.forms.papers import KeepPaperForm, ScanPaperForm, TakePaperOffForm
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
    "FileAnswerForm",
    "KeepPaperForm",
    "LimitConsentForm",
    "LookAfterForm",
    "NoteAnswerForm",
    "NoteDiscussionForm",
    "PutOffForm",
    "ReadPackageForm",
    "RecordConsentForm",
    "ReleaseForm",
    "RelevanceForm",
    "SayAfterForm",
    "ScanPaperForm",
    "TakeBackForm",
    "TakePaperOffForm",
    "ToldForm",
    "WithdrawConsentForm",
    "WithdrawRequestForm",
]
