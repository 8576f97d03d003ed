"""Any workbook in: its container judged before anything is parsed, then its cells as Excel shows them."""
