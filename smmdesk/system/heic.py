"""By which first bytes a HEIC is known. No imports: the window asks, the decoder opens."""

HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
