"""Grants on case files: guardian's object permissions as a table of facts.

guardian keeps who was granted what; ends, walls and membership are worked out by the database into the effective
grants, which alone are asked. guardian's own checks are not used: they know neither ends nor walls.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

# The four rights, as permissions on the case file. Each is granted by itself; none implies another.
RIGHTS = {
    "view": "view_casefile",
    "contribute": "contribute",
    "third_party": "view_third_party",
    "lead": "lead",
}


class GrantTerms(models.Model):
    """What every grant carries besides who and what: reason, giver, start and optional end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    until = models.DateTimeField(null=True)  # NULL: no end
    reason = models.CharField(max_length=80)
    given_by = models.UUIDField(null=True)  # NULL: a system actor gave it
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class PersonGrant(GrantTerms, UserObjectPermissionBase):
    """A person's grant; a room makes it concrete with `content_object`."""

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


class TeamGrant(GrantTerms, GroupObjectPermissionBase):
    """A team's grant; a room makes it concrete with `content_object`."""

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True


class WallBase(models.Model):
    """A wall: this person holds nothing on this file, whatever grants say."""

    class Kind(models.TextChoices):
        """Why; never told to the person it stands against."""

        COUPLE = "couple", "Two halves of a couple"
        CONFLICT = "conflict", "Conflict of interest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
