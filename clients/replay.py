"""What becomes of this room's events at a restore: walls stand again, grants end again, what was written is lost."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q

from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost, replays
from confidentiality.work.backup.restoring import after_restore
from confidentiality.work.backup.shipped import Shipped
from staff.models import Account

from .models import CaseFile, CaseFileTeamGrant, CaseFileUserGrant, Entry, PartnerLink, Wall
from .of_age import look_at_ages
from .searching.rebuild import rebuild_index, verify_index

harmless("files_searched", "duty_searched", "file_opened_on_duty", "consents_listed_on_duty")
harmless(
    "duty_search_seen", "index_rebuild_began", "index_rebuilt", "index_verified", "ages_looked_at"
)
harmless("file_opened", "files_listed", "entries_listed", "entry_opened")
harmless("third_party_records_listed", "left_draft_opened")
harmless("audit_searched", "audit_event_opened", "audit_root_read")
lost("grants given", "grant_given", "team_grant_given")
lost("case files opened", "file_created")
lost("case files imported", "file_imported")
lost("case files closed", "file_closed")
lost("dates of birth written down or corrected", "born_changed")
lost("clients’ names changed", "names_changed")
lost("entries written", "entry_added")
lost("leavers’ drafts that were kept", "left_draft_kept")
lost("entries changed", "entry_changed")
lost("family courts’ papers that were none after all", "court_paper_unmarked")
lost("third-party records written", "third_party_record_added")


def make_index_anew() -> str:
    """Make the search index anew and compare it with what the rows say; raises CannotReplay where it is not that."""
    files = rebuild_index()
    found = verify_index()
    if not found.sound:
        raise CannotReplay(
            f"{found.missing} of its tokens are missing, {found.surplus + found.orphans} too many: somebody who rings"
            " would not be found, or not be kept from whoever declared to know them. Run `manage.py index rebuild` and"
            " `index verify`, then open the doors."
        )
    lost = files - found.files
    return f"{lost} case files have no key, and can be neither found nor read." if lost else ""


def look_at_ages_anew() -> str:
    """Look whose file is a child's, in a backup that is older than the question."""
    looked = look_at_ages()
    return (
        f"{looked.unopened} closed case files have no key, and are kept." if looked.unopened else ""
    )


after_restore("the search index", make_index_anew)
after_restore("who left as a child", look_at_ages_anew)


def is_there(file_id: UUID) -> bool:
    """Say whether a case file is in the backup; one that is younger than it is lost whole."""
    return CaseFile.objects.filter(id=file_id).exists()


@replays("couple_wall_raised", "conflict_wall_raised")
def raise_wall(event: Shipped) -> None:
    """Raise a wall again, of the same kind, between the same person and file."""
    wall, person = event.ids
    kind = Wall.Kind(event.action.removesuffix("_wall_raised"))
    there = is_there(event.on) and Account.objects.filter(id=person).exists()
    if there and not Wall.objects.filter(user_id=person, file_id=event.on, kind=kind).exists():
        Wall.objects.create(id=wall, user_id=person, file_id=event.on, kind=kind, made_at=event.at)


@replays("files_linked")
def link_files(event: Shipped) -> None:
    """Link the halves of a couple again; the database raises the walls that follow."""
    link, other = event.ids
    one, two = sorted((event.on, other))
    if is_there(one) and is_there(two):
        PartnerLink.objects.get_or_create(file_a_id=one, file_b_id=two, defaults={"id": link})


@replays("grant_ended")
def end_grant(event: Shipped) -> None:
    """End a grant again that was taken away or ended sooner."""
    (grant,) = event.ids
    for grants in (CaseFileUserGrant.objects, CaseFileTeamGrant.objects):
        grants.filter(id=grant).update(until=event.at)


@replays("court_paper_marked")
def mark_court_paper(event: Shipped) -> None:
    """Mark an entry again, with what corrects it, as a family court's paper: nothing of it is shared (E23)."""
    (entry,) = event.ids
    Entry.objects.filter(Q(id=entry) | Q(corrects=entry)).update(
        court_paper=True, court_said_at=event.at
    )


@closes("born_changed")
def keep_as_a_child(event: Shipped) -> None:
    """Keep a closed file as long as that of anybody born before it was opened: when they were, is lost."""
    for file in CaseFile.objects.filter(id=event.on, status=CaseFile.Status.CLOSED):
        file.of_age_in = max(file.of_age_in or 0, file.opened_on.year + settings.ADULT_YEARS)
        file.save(update_fields=["of_age_in"])
