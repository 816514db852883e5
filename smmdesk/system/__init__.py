"""The outside world, one thin module each."""
