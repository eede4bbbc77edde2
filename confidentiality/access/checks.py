"""A process that serves does not start on a database that is unsafe; a sentence says what to do."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .doors import refuse_while_closed


def refuse_unsafe_database() -> None:
    """Stop a running process whose database login could pass the row security.

    Raises ImproperlyConfigured with what to mend. Called when a server process starts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls, pg_has_role(session_user, 'latch_keeper', 'MEMBER'),"
            " current_setting('track_activities')::bool, current_setting('server_version_num')::int,"
            " session_user::text, to_regnamespace('access') IS NULL"
            " FROM pg_roles r WHERE r.rolname = session_user"
        )
        strong, keeper, tracked, version, name, unfenced = cursor.fetchone()
    if strong or keeper or name != f"latch_{settings.LOGIN}" or settings.LOGIN == "owner":
        raise ImproperlyConfigured(
            f"The database login {name} could pass the row security. Use latch_web or latch_worker, for outside"
            " readers latch_reader, for office screens latch_kiosk, as confidentiality/embedded/bootstrap.sql makes"
            " them."
        )
    if version < 160000:
        raise ImproperlyConfigured("PostgreSQL 16 or later is needed.")
    if tracked:
        raise ImproperlyConfigured(
            f"Other sessions could read this login's statements: ALTER ROLE {name} SET track_activities = off."
        )
    if unfenced:
        raise ImproperlyConfigured(
            "Row security is not installed: run `manage.py migrate` as the owner first."
        )
    with connection.cursor() as cursor:
        refuse_while_closed(cursor)
