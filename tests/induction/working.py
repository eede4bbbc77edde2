"""The policy for tests: written and put in force as the product would."""

from confidentiality.access.identity import acting_as
from staff.induction import actions
from staff.induction.models import PolicyVersion
from tests import cast

FIRST = "# 2.1 Who decides\n\nShe decides what is told.\n\n# 3.3.1 That she comes here\n\nNobody learns it."
NEXT = FIRST.replace("what is told", "what is told, and to whom") + "\n\n# 9 Keys\n\nCount them."


def write(text: str = NEXT, *, by: str = "dp_lead") -> PolicyVersion:
    """Let a version wait, instead of the one that does."""
    with acting_as(cast.PEOPLE[by].id):
        waits = PolicyVersion.objects.filter(number=None).first()
        return actions.write(
            text=text, changes="Keys.", instead_of=waits.pk if waits else None, by=cast.worker(by)
        )


def publish(
    text: str = NEXT, *, written_by: str = "dp_lead", by: str = "records_admin"
) -> PolicyVersion:
    """Put a version in force by two cast people."""
    written = write(text, by=written_by)
    with acting_as(cast.PEOPLE[by].id):
        return actions.publish(version_id=written.id, by=cast.worker(by))
