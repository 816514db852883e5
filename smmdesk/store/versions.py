"""Which versions of the file this program knows. No imports: read before anything else is."""

