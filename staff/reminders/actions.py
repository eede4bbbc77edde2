"""Every write of reminders: one's own address and choice, what is to be sent, and sending it."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from confidentiality.access.identity import SystemActor
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, make_key
from confidentiality.work.jobs import enqueue
from staff.accounts.codes import new_code, print_of
from staff.models import Worker
from staff.organisation.details import Unfit
from staff.organisation.models import Detail, Kind, MailPassword

from . import mail
from .access import Due, Waits
from .models import Address, Choice, Code, Message

SEND = "reminders.send"  # the kind of job
CODE_LASTS = timedelta(hours=1)
MOST_TRIES = 5
PAUSE = timedelta(minutes=1)  # before the second try; each further one waits four times as long
KEPT = timedelta(days=28)
State = Message.State
# What says that the mail server did not take a message; by anything else the job itself fails.
NOT_TAKEN = (OSError, smtplib.SMTPException, UnicodeError, mail.Unprotected)


class TooMany(Exception):
    """Too many codes and trials were asked for in a day."""


# ---- one's own


def note_address(*, words: str, by: Worker) -> Address:
    """Note an address, and have a code sent to it; it counts once that is typed. Raises TooMany."""
    _erase(all_of_them=False)
    address, code = Address(id=uuid4(), worker=by), Code(id=uuid4())
    make_key(KeyRef("address", address.id))
    make_key(KeyRef("mail", code.id))
    address.words = words
    address.save(force_insert=True)
    drawn = new_code()
    code.address, code.words, code.print = address, drawn, print_of(drawn)
    code.expires_at = timezone.now() + CODE_LASTS
    code.save(force_insert=True)
    record("reminder_address_noted", ids=[address.id])
    ask_for(kind=Message.Kind.CODE, by=by)
    return address


def ask_for(*, kind: str, by: Worker) -> Message:
    """Ask for a message to oneself; raises TooMany."""
    message = Message(kind=kind, worker=by)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        raise TooMany from None
    enqueue(SEND, message.id, by=by.pk)
    return message


def confirm_address(*, address: Address, typed: str) -> str:
    """Let an address count by the code that was sent to it: 'done', 'wrong', or 'over'."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.confirm_address(%s, %s)", [address.id, print_of(typed)])
        return str(cursor.fetchone()[0])


def erase_addresses() -> None:
    """Erase one's own addresses with their keys; nothing is sent any more."""
    _erase(all_of_them=True)


def _erase(*, all_of_them: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.erase_my_addresses(%s)", [all_of_them])


def choose(*, hour: int | None, urgent: bool, by: Worker) -> None:
    """Choose when one wants to be reminded; no hour and nothing urgent is never."""
    mine = Choice.objects.filter(worker=by)
    if not mine.update(hour=hour, urgent=urgent):
        Choice.objects.create(worker=by, hour=hour, urgent=urgent)
    record("reminders_chosen", ids=[by.pk])


# ---- the mailer's


def remind(*, due: Due, waits: Waits) -> None:
    """Ask for somebody's reminder where something waits for them, once an occasion; note the look."""
    if due.daily:
        today = timezone.localdate()
        Choice.objects.filter(worker=due.worker).update(looked_on=today)
    if due.daily and waits.anything:
        _ask_for_reminder(due.worker, Message.Kind.DAILY, due.daily)
    elif due.urgent and waits.urgent:
        _ask_for_reminder(due.worker, Message.Kind.URGENT, due.urgent)


def _ask_for_reminder(person: UUID, kind: str, occasion: str) -> None:
    try:
        with transaction.atomic():
            message = Message.objects.create(kind=kind, worker_id=person, slot=occasion)
    except IntegrityError:
        return  # another beat was faster
    enqueue(SEND, message.id, by=SystemActor.MAILER)


def forget_old() -> None:
    """Let go of what was sent or given up long ago."""
    Message.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()


def deliver(*, message: Message, begun_before: bool) -> bool:
    """Do the next step of sending a message, and return whether there is another.

    First it is noted that the message is being sent, then it is sent. `begun_before`: a worker died between the two,
    so the message may have gone, and is not sent again.
    """
    if message.state == State.WAITING:
        message.state = State.SENDING
        message.save(update_fields=["state"])
        return True
    if message.state == State.SENDING:
        _end(message, State.UNSURE) if begun_before else _send(message)
    return False


def _send(message: Message) -> None:
    server, to = _server(), _address_for(message)
    if server is None or to is None:
        return _end(message, State.DROPPED)
    try:
        letter = _letter(message, server.sender, to)
    except Unfit:  # sealed by somebody with statements of their own
        return _end(message, State.DROPPED)
    try:
        mail.send(server, letter)
    except NOT_TAKEN as error:
        _try_again(message, type(error).__name__)
    else:
        _end(message, State.SENT)
    return None


def _letter(message: Message, sender: str, to: Address) -> EmailMessage:
    if message.kind != Message.Kind.CODE:
        return mail.reminder(sender=sender, to=to.words)
    code = Code.objects.get(address=to)
    return mail.code_message(sender=sender, to=to.words, code=code.words)


def _server() -> mail.Server | None:
    agreed = Detail.objects.filter(kind=Kind.EMAIL).values_list("values", flat=True).first()
    if agreed is None:
        return None
    kept = (
        MailPassword.objects.filter(id=agreed["password"]).first() if agreed["password"] else None
    )
    return mail.Server(**{**agreed, "password": kept.words if kept else ""})


def _address_for(message: Message) -> Address | None:
    for_code = message.kind == Message.Kind.CODE
    mine = Address.objects.filter(worker=message.worker_id, confirmed_at__isnull=for_code)
    return mine.first()


def _try_again(message: Message, failure: str) -> None:
    """Put a message back that the server did not take; after five tries it is given up."""
    message.tries += 1
    message.failure = failure[:60]
    if message.tries >= MOST_TRIES:
        message.save(update_fields=["tries", "failure"])
        return _end(message, State.FAILED)
    message.state = State.WAITING
    message.save(update_fields=["state", "tries", "failure"])
    enqueue(SEND, message.id, by=SystemActor.MAILER, after=PAUSE * 4 ** (message.tries - 1))
    return None


def _end(message: Message, state: Message.State) -> None:
    message.state, message.ended_at = state, timezone.now()
    message.save(update_fields=["state", "ended_at"])
    outcome = "done" if state == State.SENT else "failed"
    record("message_ended", ids=[message.id, message.worker_id], reason=state, outcome=outcome)
