"""年度项目: a city's programme of a year, its notice, window, late openings and policy versions."""
