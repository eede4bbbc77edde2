"""Documents of case files: what people upload, sealed in storage, each with an entry or a third-party record."""
