"""Programs that are measured from outside: each prints one JSON line and ends by itself."""
