"""The tests. Their processes are short-lived, so they seldom look for garbage, least of all at a start."""

import gc

gc.set_threshold(50_000, 10, 10)
