"""Every address of the product, walked from the resolver, and how two answers are compared."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection, reset_queries
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
REFERENCE = r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"


@dataclass(frozen=True)
class Answer:
    """What somebody who compares two answers can compare."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: tuple[str, ...]


def names_of_all_addresses() -> list[str]:
    """Return the full name of every address; raises AssertionError for one without a name."""
    return sorted(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"an address without a name: {pattern.pattern}"
            yield space + pattern.name


def ask(client: Client, method: str, path: str, data: Mapping[str, object] | None = None) -> Answer:
    """Return what the client gets, what differs by nature (tokens, ids, the address itself) masked."""
    reset_queries()  # its log holds so many and no more, and what is captured is counted from its end
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method.lower())(path, *([data] if data else []))
    return Answer(
        status=response.status_code,
        headers=_headers(response, path),
        body=mask(response.getvalue().decode(errors="replace"), path),
        queries=tuple(_shape(query["sql"]) for query in captured.captured_queries),
    )


def _headers(response: HttpResponseBase, path: str) -> tuple[tuple[str, str], ...]:
    # Cookies are compared by their names; lengths differ with the address where a page repeats it.
    skipped = {"Set-Cookie", "Content-Length"}
    shown = [(k, mask(v, path)) for k, v in response.headers.items() if k not in skipped]
    return tuple(sorted([*shown, *(("Set-Cookie", name) for name in response.cookies)]))


def mask(text: str, path: str) -> str:
    """Return a page without the tokens and the asked address that are different in every answer."""
    asked = path.partition("?")[0]
    if asked != "/":
        text = text.replace(asked, "PATH").replace(quote(asked, safe=""), "PATH")
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1TOKEN", text)


def _shape(sql: str) -> str:
    sql = re.sub(rf"'{UUID}'(::uuid)?", "?", sql)
    sql = re.sub(r"'(?:[^']|'')*'", "?", sql)
    sql = re.sub(r'SAVEPOINT "s\d+_x\d+"', "SAVEPOINT ?", sql)
    return re.sub(r"\b\d+\b", "?", sql)
