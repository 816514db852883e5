"""The soak of publishing: real engines under `kill -9`, a stormy network, a person who keeps changing things.

`python -m tests.soak --minutes 2` runs it; docs/soak.md says what it does and what is real in it.
"""
