"""Nothing writes a spreadsheet, so that no formula that somebody typed runs in one (A10)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("clients", "confidentiality", "disclosures", "retention", "staff")
READS = "clients/imports/sheet.py"  # the charity's own
WRITES = re.compile(
    r"csv\.(DictW|w)riter|(from|import) (openpyxl|pandas|xlsxwriter|odf)|ms-excel|sheetml"
)


@pytest.mark.attack("A10")
def test_nothing_writes_csv_or_a_workbook() -> None:
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for area in PRODUCT
        for path in (ROOT / area).rglob("*.py")
    }
    using = {
        name for name, text in sources.items() if re.search(r"^(import|from) csv\b", text, re.M)
    }
    assert using == {READS}
    for writes in ("from openpyxl import Workbook", "import pandas", "csv.DictWriter(out)"):
        assert WRITES.search(writes), writes
    assert not [name for name, text in sources.items() if WRITES.search(text)]
    answering = {name for name, text in sources.items() if "text/csv" in text}
    assert answering == {"clients/imports/forms.py"}  # which accepts one
