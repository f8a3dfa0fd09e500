"""Measures what things cost, as ratios against a bare twin in the same run. `python -m bench` writes RESULTS.md."""

import os

# Before numpy is loaded: the program computes in one thread (facilitator_console.cli), and so do its benches.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
