"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import lost

# A version that was put in force since is put in force again by its two people; until then the one before stands.
lost("versions of the policy", "policy_written", "policy_published", "policy_thrown_away")
lost("acknowledgements of the policy", "policy_acknowledged")
