"""Benchmarks (spec 5.2): the product beside its floor or peer in one run, told as one JSON object."""
