"""Addresses and numbers that name somebody: web, e-mail, telephone, patents, registers, accounts.

Every repetition in the expressions is bounded or cannot overlap with its neighbour: linear on hostile text.
"""

import re
from collections.abc import Iterator

from dnm.engines.privacy.model import Field, Finding, Firm, Kind

_AT = re.compile(r"@|[ \u00a0]?[(\[][ ]?(?:at|ät)[ ]?[)\]][ \u00a0]?", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.+-]")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"„“”]{1,300}", re.IGNORECASE)
_HOST_RUN = re.compile(r"[\w.-]{4,}")
_PATH = re.compile(r"/[^\s<>\"„“”]{0,200}")
_TOP_DOMAINS = frozenset(
    re.findall(
        r"\w+",
        "de com net org eu io info biz shop store online app dev ai tech cloud digital nrw at ch uk co nl"
        " berlin koeln cologne hamburg ruhr email gmbh",
    )
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+[ ]?\d|00\d|\([ ]?0|0)[\d \u00a0\u202f()/.–-]{4,26}\d(?!\d)")
_DATE = re.compile(r"\d{1,2}[.]\s?\d{1,2}[.](?:\s?\d{2,4})?$|\d{1,2}[.]\d{2}$|0[.,]\d+$")
_PATENT = re.compile(
    r"(?<!\w)(?:Patent[ ])?"
    r"(?:(?:DE|EP|WO|US|CN|JP|AT|CH|FR|GB|KR)[ \u00a0-]?(?:19|20)?\d(?:[ \u00a0.,/-]?\d){5,14}"
    r"(?:[ \u00a0-]?(?:[ABCTU]\d?|U1|S1)(?!\w))?"
    r"|PCT/[A-Z]{2}\d{2,4}/\d{4,7}"
    r"|10[ \u00a0]?20[0-4]\d[ \u00a0]?\d{3}[ \u00a0]?\d{3}(?:\.\d)?)(?!\d)"
)
_PATENT_WORD = re.compile(
    r"\b(?:Patent|Gebrauchsmuster|Offenlegungsschrift|Patentschrift)"
    r"(?:s|nummer|[ -]Nr\.?|[ ]No\.?|[ ]number)?"
    r"[ :]{1,2}\d[\d ./]{3,20}\d",
    re.IGNORECASE,
)
_REGISTER = re.compile(r"(?<!\w)(?:HRA|HRB|GnR|GsR|VR|PR)[ \u00a0:.-]{0,3}(?:Nr\.?[ ])?\d{1,7}(?:[ ]?[A-Z])?(?!\w)")
_VAT = re.compile(r"(?<!\w)DE[ \u00a0]?\d(?:[ \u00a0]?\d){8}(?![ \u00a0]?[\dABCTU])")
_IBAN = re.compile(
    r"(?<!\w)(?:DE\d{2}(?:[ \u00a0]?\d{4}){4}[ \u00a0]?\d{2}"
    r"|(?!DE|EP|WO|US)[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z\d]{4}){3,7}(?:[ \u00a0]?[A-Z\d]{1,3})?)(?!\w)"
)


def identifiers_in(field: Field, text: str, firm: Firm, language: str) -> Iterator[Finding]:
    """E-mail, web, register, patent and telephone; where two fit, the caller keeps the first."""
    for start, end in _emails(text):
        yield _found(field, text, start, end, "email")
    for start, end in _links(text):
        yield _found(field, text, start, end, "url")
    patent = "a patent of our own" if language == "en" else "ein eigenes Patent"
    for pattern in (_IBAN, _VAT, _REGISTER):
        for match in pattern.finditer(text):
            yield _found(field, text, *match.span(), "register")
    if len(_digits(firm.register_number)) >= 3:
        for match in re.finditer(rf"(?<!\d){_digits(firm.register_number)}(?!\d)", text):
            yield _found(field, text, *match.span(), "register")
    for pattern in (_PATENT, _PATENT_WORD):
        for match in pattern.finditer(text):
            yield _found(field, text, *match.span(), "patent", patent)
    for start, end in _phones(text, firm):
        yield _found(field, text, start, end, "phone")


def _found(field: Field, text: str, start: int, end: int, kind: Kind, suggestion: str = "") -> Finding:
    return Finding(field, start, end, text[start:end], kind, suggestion=suggestion)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """Found from the at sign outwards, at most 64 signs to the left."""
    for at in _AT.finditer(text):
        start = at.start()
        while start > max(0, at.start() - 64) and _LOCAL.match(text[start - 1]):
            start -= 1
        host = _HOST.match(text, at.end())
        if start < at.start() and host:
            yield start, host.end()


def _links(text: str) -> Iterator[tuple[int, int]]:
    """With http or www in front, or bare: rehmert.example is none, rehmert.de is."""
    for link in _LINK.finditer(text):
        yield link.start(), link.start() + len(link.group().rstrip(".,;:!?)]'"))
    for run in _HOST_RUN.finditer(text):
        length = _domain_length(run.group())
        if length:
            end = run.start() + length
            path = _PATH.match(text, end)
            yield run.start(), end + (len(path.group().rstrip(".,;:!?)]'")) if path else 0)


def _domain_length(run: str) -> int:
    """How much of letters, dots and hyphens is a domain, up to its last known ending; 0 for none."""
    labels = run.split(".")
    for last in range(len(labels) - 1, 0, -1):
        if labels[last].casefold() in _TOP_DOMAINS and labels[last - 1]:
            return len(".".join(labels[: last + 1]))
    return 0


def _phones(text: str, firm: Firm) -> Iterator[tuple[int, int]]:
    """German notations and +49; the firm's own numbers also without their area code's zero."""
    own = {_digits(phone)[-7:] for phone in firm.phones if len(_digits(phone)) >= 6}
    for match in _PHONE.finditer(text):
        digits = _digits(match.group())
        if 7 <= len(digits) <= 16 and not _DATE.match(match.group().strip()):
            yield match.span()
    if own:
        for match in re.finditer(r"(?<!\d)\d[\d \u00a0/.–-]{4,20}\d(?!\d)", text):
            if _digits(match.group())[-7:] in own:
                yield match.span()


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
