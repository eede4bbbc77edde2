"""How long a package of two hundred pages takes to build and to read again, and what memory; and ten times its entries.

python -m tests.bench package
"""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from disclosures.building.cutting import cut
from disclosures.building.pdf import DocumentItem, PackageData, TextItem, render_package
from disclosures.building.reading import read_again
from tests.bench.timing import in_turn

FONTS = Path(__file__).parents[2] / "static" / "build" / "fonts-ttf"
ENTRIES, LENGTH, TIMES, PICTURES, ROUNDS = 320, 2000, 10, (50, 200), 3
_SENTENCE = "She said that Wilhelmina had rung on Monday about the keys, and that the house was quiet since. "
_DAY = date(2026, 2, 1)


def made_text() -> tuple[str, list[tuple[int, int]]]:
    """Return a text of two thousand characters with a name in every sentence, and where it stands."""
    text, name = (_SENTENCE * LENGTH)[:LENGTH], "Wilhelmina"
    starts = range(text.index(name), LENGTH - len(name), len(_SENTENCE))
    return text, [(start, start + len(name)) for start in starts]


def made_package(entries: int, pictures: int = 0) -> PackageData:
    """Return a package of so many entries, and pages of a document."""
    text, spans = made_text()
    items: list[TextItem | DocumentItem] = [
        TextItem("Note, stated as fact", _DAY, cut(text, spans)) for _ in range(entries)
    ]
    if pictures:
        items.append(DocumentItem("Document", _DAY, tuple(map(_picture, range(pictures)))))
    return PackageData(
        reference="R-7K3M-Q2",
        organisation="Harbour House",
        contact="Ring 01632 960555.",
        to_name="Ruth Adeyemi",
        to_agency="Brackenfield Housing",
        concerning="Maya Ferreira-Quill",
        purpose="Rehousing",
        basis="Informed consent",
        made_at=datetime(2026, 3, 2, tzinfo=UTC),
        items=tuple(items),
        terms=("Use it only for this purpose.",),
    )


def _picture(number: int) -> bytes:
    """Return a page of a document, each another."""
    out = io.BytesIO()
    page = Image.effect_noise((310, 439), 30 + number).resize((1240, 1754)).convert("RGB")
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def measure() -> dict[str, object]:
    """Return milliseconds of cutting, building and reading, at one and ten times the entries, and peak memory."""
    text, spans = made_text()
    one, many = made_package(ENTRIES), made_package(ENTRIES * TIMES)
    data = render_package(one, FONTS)
    spent = in_turn(
        {
            "cut": lambda: [cut(text, spans) for _ in range(ENTRIES)],
            "build": lambda: render_package(one, FONTS),
            "read": lambda: read_again(data),
        },
        rounds=ROUNDS,
    )
    tenfold = in_turn({"build": lambda: render_package(many, FONTS)}, rounds=1)["build"]
    return {
        "entries": ENTRIES,
        "characters each": LENGTH,
        "pages": len(PdfReader(io.BytesIO(data)).pages),
        "KB": len(data) // 1024,
        "cutting, ms": spent["cut"].cpu_ms,
        "building, ms": spent["build"].cpu_ms,
        "building, ms by the clock": spent["build"].median_ms,
        "reading again, ms": spent["read"].cpu_ms,
        "ten times the entries, ms": tenfold.cpu_ms,
        "ten times the entries, times": round(tenfold.cpu_ms / spent["build"].cpu_ms, 2),
        "peak of a process that builds it, MiB": _peak(ENTRIES, 0),
        **{f"peak with {n} pages of documents instead, MiB": _peak(1, n) for n in PICTURES},
    }


def _peak(entries: int, pictures: int) -> int:
    """Return the most memory that a process held at once which does nothing but build such a package."""
    program = f"from tests.bench.package import peak_of; print(peak_of({entries}, {pictures}))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(ran.stdout)


def peak_of(entries: int, pictures: int) -> int:
    """Build such a package and return the most MiB that this process held at once."""
    render_package(made_package(entries, pictures), FONTS)
    held = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    return int(held.split()[0]) // 1024


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
