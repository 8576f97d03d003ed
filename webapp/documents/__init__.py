"""Forms on paper (spec 6.3): data in, bytes out. Knows no stage, no tenant and no request.

PDF by Typst, WORD by python-docx. Whoever calls says what stands in the fields and who takes the copy away.
"""
