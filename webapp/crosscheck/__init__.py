"""一人获取多证 (三(四), 1.7): the check across tenants, years and levels; its findings and their cases."""
