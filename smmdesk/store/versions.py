"""Which versions of the file this program knows. No imports: read before anything else is."""

HEAD = "0035"
KNOWN = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
    "0028",
    "0030",
    "0031",
    "0032",
    "0033",
    "0034",
    "0035",
)
"""Every version that can be migrated to HEAD, oldest first. Any other name is of a newer program."""

LOCAL_VERSION = 6
"""The version of the rebuildable part (PRAGMA user_version). Raise it when that part or what fills it changes."""

APPLICATION_ID = 0x736D6D64
"""Marks the file as ours ("smmd")."""
