"""Measures what things cost, as ratios against a bare twin in the same run. `python -m bench` writes RESULTS.md."""
