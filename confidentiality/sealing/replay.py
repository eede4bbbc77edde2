"""What becomes of this room's events at a restore: keys come back as they were wrapped when they were backed up."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("keys_verified", "keys_drilled", "keys_rotation_began")
lost("rotations of the master key", "keys_rotated")
lost("ends of a master key's epoch", "epoch_destroyed")
lost("escrows of the master keys", "keys_escrowed")
