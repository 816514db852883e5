"""How fast, beside what: `python -m benchmarks`. Nothing here is a test with a clock.

Every figure stands beside a floor that was measured in the same run, turn by turn: what the same work costs with
nothing around it. Compare ratios of one run, never milliseconds of different days.
"""
