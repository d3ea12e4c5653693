from .reports import means_xlsx, report_csv, report_xlsx, round_list_pdf, round_list_xlsx
from .results import result_document, result_paper, result_table

__all__ = [
    "means_xlsx",
    "report_csv",
    "report_xlsx",
    "result_document",
    "result_paper",
    "result_table",
    "round_list_pdf",
    "round_list_xlsx",
]
