"""The pages of a result, mounted under ``digital-check/<pk>/`` of the companies and of the office."""

from django.urls import URLPattern, path

from . import result, result_files


def result_pages_under(prefix: str) -> list[URLPattern]:
    """``prefix`` holds the key of the check."""
    return [
        path(f"{prefix}ergebnis/", result.result, name="check-result"),
        path(f"{prefix}ergebnis/startups/", result.answering, name="check-answering"),
        path(f"{prefix}ergebnis/bedarf/", result.draft_need, name="check-need"),
        path(f"{prefix}ergebnis.pdf", result_files.paper, name="check-paper"),
        path(f"{prefix}ergebnis.xlsx", result_files.table, name="check-table"),
        path(f"{prefix}ergebnis.json", result_files.document, name="check-json"),
    ]
