"""Rosters (报名人员汇总表): any workbook in, every row answered, the clerk's own workbook back."""
