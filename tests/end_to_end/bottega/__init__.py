"""A made-up platform, as somebody would add it: its facts, its file, its fake server, its glyph."""
