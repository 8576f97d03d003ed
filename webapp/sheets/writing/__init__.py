"""Workbooks out: the blank Annex 2, lists, the clerk's own workbook with its remarks."""
