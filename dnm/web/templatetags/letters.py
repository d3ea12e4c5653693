"""The HTML part of a letter: the plain text again, escaped, with one button for the address it asks to open."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Addresses of ours, and those that stand alone behind a label; a name that looks like an address stays a name.
LINKED = re.compile(rf"{re.escape(settings.PUBLIC_URL)}/|^[^:]{{1,40}}: https?://\S+$")
SHOWN = re.compile(r"(?<=>)[^<>]+(?=</a>)")
BUTTON = (
    '<table role="presentation" cellpadding="14" cellspacing="0" border="0"><tr><td bgcolor="#1f3d99">'
    '<a href="{}"><font color="#ffffff" face="Fira Sans, Arial, sans-serif"><b>{}</b></font></a></td></tr></table>'
)


@register.filter
def letter_html(body: str) -> SafeString:
    """Paragraphs of a plain letter. The first "Act:" line followed by an address of ours becomes the button."""
    parts = [part for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]
    button = next((number for number, part in enumerate(parts) if _act(part)), None)
    rows = [(_with_button(part) if number == button else _paragraph(part),) for number, part in enumerate(parts)]
    return format_html_join("\n", "{}", rows)


def _act(part: str) -> tuple[str, str, str] | None:
    """(what to do, address, the lines behind it) when this part asks to open a page of ours."""
    first, _newline, rest = part.strip().partition("\n")
    address, _newline, more = rest.strip().partition("\n")
    own = address.startswith(f"{settings.PUBLIC_URL}/") and not re.search(r"\s", address.strip())
    return (first.strip().removesuffix(":"), address.strip(), more) if own and first.strip().endswith(":") else None


def _with_button(part: str) -> SafeString:
    act = _act(part)
    assert act, "only called for the part that asks to open a page"
    label, address, more = act
    button = format_html(BUTTON, address, label)
    return format_html("{}\n{}", button, _paragraph(f"{address}\n{more}".strip()))


def _paragraph(part: str) -> SafeString:
    lines = [(_linked(line) if LINKED.search(line) else line,) for line in part.strip().splitlines()]
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>\n"), "{}", lines))


def _linked(line: str) -> SafeString:
    # urlize escapes; <wbr> lets a long address break where it is shown.
    linked = urlize(line, autoescape=True)
    return mark_safe(SHOWN.sub(lambda shown: re.sub(r"([/?=])", r"\1<wbr>", shown.group()), linked))


@register.filter
def one_line(name: str) -> str:
    """A name as it stands in a sentence, whatever was typed into it."""
    return " ".join(name.split())
