"""The kind of a request's body, told plainly before Django reads it.

Django decodes forms and addresses by whatever charset the sender claims, and some of those (`rot13`, `undefined`) end
in an exception before any of our code runs. Browsers send our pages' forms in UTF-8 and claim nothing.
"""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# What a multipart boundary is made of (RFC 2046, 5.1.1).
_BOUNDARY = re.compile(r""";\s*boundary=("?)([0-9A-Za-z'()+_,\-./:=? ]{1,70})\1\s*(?:;|$)""")


def plain_content_type(claimed: str) -> str:
    """Return a Content-Type with its media type and boundary only."""
    media_type = claimed.partition(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        return media_type
    boundary = _BOUNDARY.search(claimed)
    return f'{media_type}; boundary="{boundary[2].rstrip()}"' if boundary else media_type


class PlainContentType:
    """A WSGI application in front of another one, which sees plain content types only."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        if claimed := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = plain_content_type(claimed)
        return self.application(environ, start_response)
