"""Papers (三(三)1-2, 六): Annex 1 and 2 printed, sealed by the unit, scanned, and stale when data change."""
