"""Who the database works for."""

import pytest

from clients.models import CaseFile, Entry
from confidentiality.access.identity import IdentityError, SystemActor, acting_as
from tests import cast

pytestmark = pytest.mark.django_db


def test_without_identity_nothing_is_there() -> None:
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert CaseFile.objects.count() >= 3
    assert CaseFile.objects.count() == 0
    assert Entry.objects.count() == 0


def test_each_sees_their_own_half() -> None:
    amina, daniel = cast.FILES["amina"], cast.FILES["daniel"]
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert CaseFile.objects.get(id=amina.id).name == amina.name
        assert not CaseFile.objects.filter(id=daniel.id).exists()
    with acting_as(cast.PEOPLE["dvpp_worker"].id):
        assert CaseFile.objects.get(id=daniel.id).name == daniel.name
        assert not CaseFile.objects.filter(id=amina.id).exists()


def test_another_identity_is_not_nested() -> None:
    with (
        acting_as(cast.PEOPLE["iss_worker"].id),
        pytest.raises(IdentityError),
        acting_as(SystemActor.SIGNING_IN),
    ):
        pass
