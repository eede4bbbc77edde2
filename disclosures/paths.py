"""A basis as a part of an address; what is none finds no page."""

from disclosures.clauses.bases import TO_OTHERS
from disclosures.picture import Basis


class BasisInPath:
    """A basis by its code, with hyphens."""

    regex = "|".join(basis.replace("_", "-") for basis in Basis if basis in TO_OTHERS)

    def to_python(self, value: str) -> Basis:
        """Return the basis of this code."""
        return Basis(value.replace("-", "_"))

    def to_url(self, value: Basis | str) -> str:
        """Return a basis as it stands in an address."""
        return str(value).replace("_", "-")
