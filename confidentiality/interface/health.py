"""Whether this web process serves: asked by the launcher and by load balancers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 'ok' when the database answers and row security is installed, 503 otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('access.me()') IS NOT NULL")
        (fenced,) = cursor.fetchone()
    return HttpResponse(
        "ok" if fenced else "row security is missing",
        status=200 if fenced else 503,
        content_type="text/plain",
    )
