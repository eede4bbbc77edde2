"""What the database itself holds to about paper: whose hands, whose file, what a disposal leaves behind."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from clients.paper import actions
from clients.paper.models import Folder, FolderOfFile
from confidentiality.access.http import Hidden
from tests import cast
from tests.clients.questions import file_of, working_as

from .working import a_folder, a_place, as_it_is, take

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.3")]


@pytest.mark.attack("A4")
def test_nobody_learns_whose_folder_it_is_without_a_grant() -> None:
    folder = a_folder(a_place())
    with working_as("iss_worker"):
        assert FolderOfFile.objects.filter(folder=folder).exists()
    for who in ("records_admin", "dvpp_manager", "iss_colleague", "hr"):
        with working_as(who):
            assert not FolderOfFile.objects.exists()
    for who in ("iss_colleague", "hr", "dvpp_worker"):
        with working_as(who):
            assert not Folder.objects.exists()


@pytest.mark.attack("A4")
def test_nobody_takes_for_another_or_without_a_grant() -> None:
    folder = a_folder(a_place())
    now, today = timezone.now(), timezone.localdate()
    for who, holder in (
        ("iss_worker", "iss_manager"),
        ("records_admin", "records_admin"),
        ("dvpp_manager", "dvpp_manager"),
        ("dvpp_manager", "iss_worker"),
    ):
        with working_as(who), pytest.raises(DatabaseError), transaction.atomic():
            Folder.objects.filter(pk=folder.pk).update(
                out_to_id=cast.PEOPLE[holder].id, out_since=now, due_on=today
            )
    take(folder)
    with working_as("iss_manager") as other:
        with pytest.raises(actions.NotThere):
            actions.take_out(folder=folder, file=file_of("amina"), due_on=today, by=other)
        with pytest.raises(DatabaseError), transaction.atomic():
            Folder.objects.filter(pk=folder.pk).update(out_to=other)


@pytest.mark.attack("A4")
def test_nobody_ties_a_folder_to_a_foreign_file_or_leaves_one_behind() -> None:
    folder = a_folder(a_place())
    for who in ("iss_colleague", "dvpp_manager", "records_admin"):
        with working_as(who) as by, pytest.raises(DatabaseError), transaction.atomic():
            FolderOfFile.objects.create(
                folder_id=uuid4(), file_id=cast.FILES["amina"].id, made_by=by
            )
    with working_as("iss_manager"), pytest.raises(DatabaseError), transaction.atomic():
        Folder.objects.filter(pk=folder.pk).update(
            orphaned_at=timezone.now(), orphan_of=cast.FILES["amina"].id
        )


def test_a_stranger_brings_nothing_back() -> None:
    place = a_place()
    folder = a_folder(place)
    take(folder)
    for who in ("iss_colleague", "hr", "dvpp_worker"):
        with working_as(who), pytest.raises(Hidden):
            actions.bring_back(folder=folder.pk, place=place.pk)
    assert as_it_is(folder).out_to is not None
