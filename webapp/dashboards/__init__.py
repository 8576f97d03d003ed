"""工作台: what waits, figures, charts and the latest, for each kind of tenant (spec 6.2)."""
