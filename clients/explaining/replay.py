"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import lost

lost("explanations of the policy", "policy_explained")
