"""What becomes of this room's events at a restore: what was ended stays so, and nothing younger is agreed."""

from confidentiality.work.backup.replaying import lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .models import NamedFile, Protocol

lost("sharing protocols proposed", "protocol_proposed")
lost("decisions about sharing protocols", "protocol_decided")
lost("copies of protocols given to agencies", "protocol_copy_recorded")
lost("files named in protocols", "protocol_file_named")


@replays("protocol_ended")
def end_again(event: Shipped) -> None:
    """End a protocol again, or withdraw its proposal."""
    by = Worker.objects.filter(account_id=event.by).first()
    (protocol,) = event.ids
    Protocol.objects.filter(id=protocol, outcome="").update(outcome=Protocol.Outcome.WITHDRAWN)
    standing = Protocol.objects.filter(id=protocol, outcome="agreed", ended_at=None)
    standing.update(ended_at=event.at, ended_by=by)


@replays("protocol_file_taken_off")
def take_off_again(event: Shipped) -> None:
    """Take a file off a protocol again."""
    NamedFile.objects.filter(id=event.ids[1]).delete()
