"""What becomes of this room's events at a restore: a moved passage stands in its entry again, and is counted."""

from dataclasses import replace

from clients.models import ThirdPartyRecord
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.backup.replaying import closes, harmless, lost
from confidentiality.work.backup.shipped import Shipped

harmless("third_party_record_opened", "moved_passages_opened")
lost("third-party records changed", "third_party_record_changed")
lost("passages moved out of entries, which stand in them again", "passage_moved")
lost("passages put back into entries", "passage_put_back")


@closes("third_party_record_changed", "third_party_record_added")
def keep_in_confidence(event: Shipped) -> None:
    """Take a record that was changed or corrected since as said in confidence, and for nobody to be told of.

    A record that is new itself is lost whole, and of an entry's nothing is found.
    """
    for record in ThirdPartyRecord.objects.filter(id__in=event.ids, file=event.on):
        record.in_confidence, fields = True, ["in_confidence"]
        if load_keys([KeyRef("third_party", record.file_id)]):
            record.told = replace(record.ties, told=(), others="").as_json()
            fields.append("told")
        record.save(update_fields=fields)
