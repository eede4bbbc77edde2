"""Row security of tables that belong to Django and its libraries."""

from .fence import ME, Table, is_actor

READ = "true"
_OWN_OR_SIGNING_IN = f"user_id = {ME} OR {is_actor('signing-in')}"

TABLES = [
    Table("django_content_type", "reference", select=READ),
    Table("auth_permission", "reference", select=READ),
    Table("auth_group", "reference", select=READ),
    Table("auth_group_permissions", "closed"),
    Table("django_migrations", "reference", select=READ),
    Table("guardian_userobjectpermission", "closed"),
    Table("guardian_groupobjectpermission", "closed"),
    Table("account_emailaddress", "credential", select=_OWN_OR_SIGNING_IN, logins=("web",)),
    Table("account_emailconfirmation", "closed"),
    Table(
        "mfa_authenticator",
        "credential",
        select=_OWN_OR_SIGNING_IN,
        insert=f"user_id = {ME}",
        update=_OWN_OR_SIGNING_IN,
        delete=f"user_id = {ME}",
        logins=("web",),
    ),
]
