"""What becomes of this room's events at a restore: a draft's pages are prepared again."""

from confidentiality.work.backup.replaying import lost

lost("pages taken into a request", "pages_taken")
lost("pages taken out of a request", "pages_taken_out")
lost("a document kept back from a request", "pages_kept_back")
lost("pages looked at", "page_looked_at")
