"""Paper behind a wall that rose meanwhile, and after its file was destroyed."""

from collections.abc import Callable

import pytest
from django.test import Client

from clients.models import Wall
from clients.paper import access, actions
from clients.paper.models import Folder, FolderOfFile
from confidentiality.access.http import Hidden
from retention.models import Certificate
from tests import cast
from tests.clients.questions import working_as
from tests.database import logged_in_as
from tests.retention import working as retention

from .working import a_folder, a_place, as_it_is, take

pytestmark = pytest.mark.clause("5.2.3")
SignedIn = Callable[[str], Client]


def test_whoever_has_it_out_can_bring_it_back_behind_a_wall_too(
    committed: str,
) -> None:
    place = a_place()
    folder = a_folder(place)
    take(folder)
    with logged_in_as("owner"):
        Wall.objects.create(
            user_id=cast.PEOPLE["iss_worker"].id, file_id=cast.FILES["amina"].id, kind="conflict"
        )
    with working_as("iss_worker") as worker:
        shown = access.register(worker).mine
        assert [(each.label, each.reference) for each in shown] == [(folder.label, None)]  # type: ignore[attr-defined]
        actions.bring_back(folder=folder.pk, place=place.pk)
        assert not Folder.objects.exists()
        with pytest.raises(Hidden):
            actions.bring_back(folder=folder.pk, place=place.pk)
    assert as_it_is(folder).out_to is None


@pytest.mark.clause("5.2.7")
def test_a_destroyed_file_s_paper_is_left_and_its_certificate_says_so(
    committed: str, signed_in: SignedIn
) -> None:
    place = a_place()
    folder = a_folder(place, cast.DUE)
    sweep = retention.sweep()
    with working_as("records_admin"):
        certificate = Certificate.objects.get(sweep_id=sweep)
        assert [each.label for each in access.left_of(certificate.file_id)] == [folder.label]
        assert certificate.erased["paper_folderoffile"] == 1
    left = as_it_is(folder)
    assert left.orphaned_at
    with logged_in_as("owner"):
        assert not FolderOfFile.objects.filter(folder_id=folder.pk).exists()
    page = signed_in("records_admin").get(f"/retention/certificates/{certificate.id}/")
    assert "Its disposal is not complete" in page.content.decode()
    assert folder.label in page.content.decode()
