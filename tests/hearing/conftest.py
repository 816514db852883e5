"""The desk that listens."""

from tests.desk.conftest import brand, clock, desk

__all__ = ["brand", "clock", "desk"]
