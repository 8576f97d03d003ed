"""The roster's way in (名册导入): upload, check, preview, confirm, and the workbook back."""
