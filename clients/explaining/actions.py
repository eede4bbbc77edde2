"""Recording that the policy was explained to a client, with its audit event."""

from datetime import date
from uuid import UUID

from clients.models import CaseFile
from confidentiality.audit.record import record
from staff.induction.models import PolicyVersion
from staff.models import Worker

from .models import Explanation


def record_explanation(
    *,
    file: CaseFile,
    version: PolicyVersion,
    explained_on: date,
    explained_by: UUID,
    how: str,
    with_interpreter: bool,
    copy: str,
    by: Worker,
    explanation_id: UUID,
) -> Explanation:
    """Record that the policy was explained, and which copy was given (clauses 1, 5.2.1)."""
    explained = Explanation(
        id=explanation_id,
        file=file,
        version=version,
        explained_on=explained_on,
        explained_by_id=explained_by,
        how=how,
        with_interpreter=with_interpreter,
        copy=copy,
        recorded_by=by,
    )
    explained.save(force_insert=True)
    record("policy_explained", file=file.id, ids=[explained.id, version.id])
    return explained
