"""Remembers. Only desk and app talk to it; no connection and no row leaves this package.

Nothing is imported here: `calendar_reads` must stay free of SQLAlchemy, so that a window paints its month first.
"""
