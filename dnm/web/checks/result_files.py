"""The result to take away: as a paper to pin up, as a spreadsheet, as data."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from dnm.maturity.models import Check
from dnm.maturity.papers import result_document, result_paper, result_table
from dnm.web.language import reading_language
from dnm.web.requests import SignedInRequest

from .result import with_result


@with_result
def paper(request: SignedInRequest, check: Check) -> HttpResponse:
    content = result_paper(check, language=reading_language())
    return _file(check, content, "pdf", "application/pdf")


@with_result
def table(request: SignedInRequest, check: Check) -> HttpResponse:
    content = result_table(check, language=reading_language(), now=timezone.now())
    return _file(check, content, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@with_result
def document(request: SignedInRequest, check: Check) -> HttpResponse:
    """What ``dnm score`` reads, with the scores beside it."""
    response = JsonResponse(result_document(check), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = _disposition(check, "json")
    return response


def _file(check: Check, content: bytes, ending: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": _disposition(check, ending)}
    return HttpResponse(content, content_type=kind, headers=headers)


def _disposition(check: Check, ending: str) -> str:
    return f'attachment; filename="digital-check-{check.pk}-{check.stage}.{ending}"'
