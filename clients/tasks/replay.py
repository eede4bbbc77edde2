"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("tasks_listed")
lost("tasks", "task_added", "task_done", "task_taken_up")
