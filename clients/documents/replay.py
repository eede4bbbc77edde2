"""What becomes of this room's events at a restore: documents go with their file, and later ones are lost."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("document_opened")
harmless("document_removed", "documents_tidied")  # what no row knows is tidied away again
lost("documents added", "document_added")
lost("third-party documents added", "third_party_document_added")
