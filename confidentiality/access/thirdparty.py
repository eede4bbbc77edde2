"""Row security of tables that belong to Django and its libraries."""

from .fence import ACTOR, ME, Table, is_actor

READ = "true"
_OWN_OR_SIGNING_IN = f"user_id = {ME} OR {is_actor('signing-in')}"
# A secret is stored with the id of the person whose key it lies under (staff.signing_in): nobody puts the secret of
# one person, however well sealed, in the place of another's.
_OF_THEIR_OWN = "starts_with(coalesce(data->>'secret', data->>'seed', ''), user_id::text || ':')"

TABLES = [
    Table("django_content_type", "reference", select=READ),
    Table("auth_permission", "reference", select=READ),
    Table("auth_group", "reference", select=f"{ME} IS NOT NULL OR {ACTOR} IS NOT NULL"),
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
        insert=f"user_id = {ME} AND {_OF_THEIR_OWN}",
        update=f"({_OWN_OR_SIGNING_IN}) AND {_OF_THEIR_OWN}",
        delete=f"user_id = {ME}",
        logins=("web",),
    ),
]
