"""附件1《日照市“金蓝领”培训项目报名表》 as PDF and as WORD."""

from webapp.documents.annex1.form import FIELDS, LABELS, TITLE, Form, Person
from webapp.documents.annex1.paper import blank_pdf, pdf
from webapp.documents.annex1.word import blank_docx, docx

__all__ = ["FIELDS", "LABELS", "TITLE", "Form", "Person", "blank_docx", "blank_pdf", "docx", "pdf"]
