"""Which kinds of document are taken: what a charity is sent and has to keep, and nothing that runs."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Family = Literal["pdf", "image", "office", "old office", "text", "e-mail", "sound or film"]


class NotTaken(Exception):
    """A document that is not taken in: `code` for the audit, `sentence` for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True)
class Kind:
    """One kind: its code in the database, its name on pages, and the ends that its files' names have.

    `known_as`: the ends by which its content is recognised; `holds`: what must be in its container, if it is one.
    """

    code: str
    label: str
    family: Family
    ends: tuple[str, ...]
    known_as: tuple[str, ...] = ()
    holds: str = ""

    @property
    def end(self) -> str:
        """Return the end that a copy's name gets."""
        return self.ends[0]


_ODF = "application/vnd.oasis.opendocument."
KINDS = (
    Kind("pdf", "PDF", "pdf", (".pdf",), (".pdf",)),
    Kind("jpeg", "JPEG picture", "image", (".jpg", ".jpeg"), (".jpg", ".jpeg"), "JPEG"),
    Kind("png", "PNG picture", "image", (".png",), (".png",), "PNG"),
    Kind("gif", "GIF picture", "image", (".gif",), (".gif",), "GIF"),
    Kind("webp", "WebP picture", "image", (".webp",), (".webp",), "WEBP"),
    Kind("tiff", "TIFF picture", "image", (".tif", ".tiff"), (".tif", ".tiff"), "TIFF"),
    Kind("heic", "HEIC picture", "image", (".heic", ".heif"), (".heic", ".heif")),
    Kind("docx", "Word document", "office", (".docx",), (".docx",), "word/document.xml"),
    Kind("xlsx", "Excel sheet", "office", (".xlsx",), (".xlsx",), "xl/workbook.xml"),
    Kind("pptx", "PowerPoint slides", "office", (".pptx",), (".pptx",), "ppt/presentation.xml"),
    Kind("odt", "OpenDocument text", "office", (".odt",), (".docx",), _ODF + "text"),
    Kind("ods", "OpenDocument sheet", "office", (".ods",), (".docx",), _ODF + "spreadsheet"),
    Kind("odp", "OpenDocument slides", "office", (".odp",), (".docx",), _ODF + "presentation"),
    Kind("doc", "Word document", "old office", (".doc",), (".doc",), "WordDocument"),
    Kind("xls", "Excel sheet", "old office", (".xls",), (".doc",), "Workbook"),
    Kind("ppt", "PowerPoint slides", "old office", (".ppt",), (".doc",), "PowerPoint Document"),
    Kind("msg", "Outlook message", "old office", (".msg",), (".doc",), "__properties_version1.0"),
    Kind("txt", "Plain text", "text", (".txt",)),
    Kind("csv", "CSV table", "text", (".csv",)),
    Kind("eml", "E-mail", "e-mail", (".eml",)),
    Kind("mp3", "Sound (MP3)", "sound or film", (".mp3",), (".mp3", ".mpga")),
    Kind("m4a", "Sound (M4A)", "sound or film", (".m4a",), (".m4a", ".mp4", ".3ga")),
    Kind("wav", "Sound (WAV)", "sound or film", (".wav",), (".wav",), "WAVE"),
    Kind("ogg", "Sound (OGG)", "sound or film", (".ogg", ".opus", ".oga"), (".ogg", ".opus")),
    Kind("amr", "Sound (AMR)", "sound or film", (".amr",), (".amr",)),
    Kind("mp4", "Film (MP4)", "sound or film", (".mp4", ".m4v"), (".mp4", ".m4v")),
    Kind("mov", "Film (MOV)", "sound or film", (".mov",), (".mov",)),
    Kind("3gp", "Film (3GP)", "sound or film", (".3gp",), (".3gp", ".3ga")),
)
BY_CODE = {kind.code: kind for kind in KINDS}
_BY_END = {end: kind for kind in KINDS for end in kind.ends}
ENDS = tuple(_BY_END)
IN_WORDS = "PDF, pictures, Word, Excel, PowerPoint, OpenDocument, text, e-mail, sound and film"
LONGEST_NAME = 150
UNNAMED = "document"


def kind_of(name: str) -> Kind:
    """Return the kind that a name claims by its end; raises NotTaken for any other."""
    stem, dot, end = name.rpartition(".")
    kind = _BY_END.get(f"{dot}{end}".lower()) if stem else None
    if kind is None:
        raise NotTaken(
            "kind",
            f"Documents of this kind are not taken in. What is taken: {IN_WORDS}."
            " Print or scan anything else to a PDF.",
        )
    return kind


def tidy_name(name: str) -> str:
    """Return a document's name as it is kept: its last part, without what cannot be seen, of bounded length.

    Characters that turn the direction of writing are left out: with them a program can be shown as a picture.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in unicodedata.normalize("NFC", last) if not _unseen(c)).strip()
    stem, dot, end = seen.rpartition(".")
    if not dot:
        return seen[:LONGEST_NAME] or UNNAMED
    stem, end = stem.strip(" .") or UNNAMED, end.strip()[:10]
    if not end:
        return stem[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(end) - 1].strip()}.{end}"


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
