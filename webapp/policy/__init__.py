"""The notice as data: conditions, minima, amounts and settings, dated and with their clauses."""
