"""Sending one e-mail as a job: at most once, and tried again where the mail server did not take it."""

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

from . import actions
from .models import Message


@handler(actions.SEND, actor=SystemActor.MAILER)
def send(job: Job) -> bool:
    """Do the next step of sending a message (`subject`), and return whether there is another."""
    message = Message.objects.select_for_update().filter(id=job.subject).first()
    if message is None:
        return False
    # a claim has used an attempt until its first step is done
    return actions.deliver(message=message, begun_before=job.attempts > 0)
