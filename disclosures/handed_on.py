"""Which entries of a request are said to be another's, so that nothing of them leaves until that is settled (E48)."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from clients.contacting.models import ContactVersion
from clients.misfiled.models import Handing
from clients.models import Entry
from disclosures.ownfile.models import FileRequest


def handed_on() -> Combinable:
    """Return the expression that says so of a picked entry: it waits, or a telling of which it was written out does."""
    waits = Handing.objects.filter(
        Q(entry=OuterRef("entry")) | Q(entry=OuterRef("entry__corrects"))
    )
    held = Q(entry__kind=Entry.Kind.HELD) | Q(entry__corrects__kind=Entry.Kind.HELD)
    written_out = FileRequest.objects.filter(Exists(_telling()), disclosure=OuterRef("request"))
    return ExpressionWrapper(
        Q(Exists(waits)) | held & Q(Exists(written_out)), output_field=BooleanField()
    )


def _telling() -> QuerySet[Handing]:
    """Return what waits of the safe contact that stood when the own file was asked for, as the first stood always."""
    later = ContactVersion.objects.filter(
        file=OuterRef("file"),
        number__gt=OuterRef("telling__number"),
        at__lte=OuterRef(OuterRef("recorded_at")),
    )
    stood = Q(telling__number=1) | Q(telling__at__lte=OuterRef("recorded_at"))
    return Handing.objects.filter(stood, ~Exists(later), file=OuterRef("file"))
