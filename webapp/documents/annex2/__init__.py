"""附件2《日照市“金蓝领”项目培训报名人员汇总表》 as PDF and as WORD."""

from webapp.documents.annex2.paper import blank_pdf, pdf
from webapp.documents.annex2.sheet import COLUMNS, COMMITMENT, TITLE, Sheet
from webapp.documents.annex2.word import blank_docx, docx

__all__ = ["COLUMNS", "COMMITMENT", "TITLE", "Sheet", "blank_docx", "blank_pdf", "docx", "pdf"]
