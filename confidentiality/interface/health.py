"""Whether this web process serves: asked by the launcher and by load balancers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from confidentiality.access.identity_sql import closed_for


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 'ok' when the database answers, row security is installed and the doors are open; 503 otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('access.closed_for()') IS NOT NULL")
        (fenced,) = cursor.fetchone()
        closed = fenced and closed_for(cursor) is not None
    found = "the doors are closed" if closed else "ok" if fenced else "row security is missing"
    return HttpResponse(
        found,
        status=200 if found == "ok" else 503,
        content_type="text/plain",
    )
