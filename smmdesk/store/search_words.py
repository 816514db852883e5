"""What a person types into a search field, as an expression of SQLite's full-text search."""

WORDS_MOST = 16


def match_of(text: str) -> str:
    """Every word must be there, the last may be unfinished; empty when there is no word.

    Each word is quoted, so that `"`, `*`, `NEAR(`, `-x` and `title:x` are words and never operators.
    """
    seen = text.encode("utf-8", "replace").decode("utf-8").replace('"', " ").replace("\x00", " ")
    words = [word for word in seen.split() if any(letter.isalnum() for letter in word)]
    if not words:
        return ""
    unfinished = "" if len(words[-1]) == 1 and words[-1].isascii() else "*"  # one letter begins too many words
    return " ".join(f'"{word}"' for word in words[:WORDS_MOST]) + unfinished
