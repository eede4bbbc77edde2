"""What a file said of partners who were put among its people since, for whoever reads the file (3.3.2 e)."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from confidentiality.sealing.seals import Sealed

from .models import PartnerLine


def moved_lines(file: str) -> ArraySubquery:
    """Return the expression for the lines of the file that a row names by this column, sealed."""
    said = PartnerLine.objects.filter(file=OuterRef(file)).order_by("id")
    return ArraySubquery(said.values(kept=JSONObject(id="id", file_id="file_id", line="line")))


def opened(kept: Mapping[str, str]) -> str:
    """Return what one of `moved_lines` says; the file's key must be loaded."""
    sealed = Sealed(bytes.fromhex(kept["line"].removeprefix("\\x")))
    return str(PartnerLine(id=UUID(kept["id"]), file_id=UUID(kept["file_id"]), line=sealed).line)
