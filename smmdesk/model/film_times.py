"""How long a film is and where in it a moment stands, as people read it."""


def say_length(duration_ms: int) -> str:
    """ "0:12", "1:02:03"."""
    seconds = duration_ms // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def say_moment(moment_ms: int | None) -> str:
    """ "0:12", or "0:12.5" between two seconds; empty for none."""
    if moment_ms is None:
        return ""
    rest = moment_ms % 1000
    return say_length(moment_ms) + (f".{rest:03}".rstrip("0") if rest else "")
