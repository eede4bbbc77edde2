"""The builder of packages: cutting, pages, the PDF, and reading it again."""
