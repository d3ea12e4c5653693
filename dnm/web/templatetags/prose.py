"""The office's own texts as HTML: blank lines part paragraphs, "## " begins a heading, "- " a list."""

from django import template
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def prose(text: object) -> SafeString:
    """Everything is escaped first; nothing in a text can become a tag of its own."""
    blocks = [_block(block.strip()) for block in str(text).replace("\r\n", "\n").split("\n\n") if block.strip()]
    return mark_safe("\n".join(blocks))


def _block(block: str) -> str:
    lines = block.split("\n")
    if lines[0].startswith("## "):
        rest = _block("\n".join(lines[1:])) if lines[1:] else ""
        return f'<h2 class="kern-heading-small">{escape(lines[0][3:])}</h2>{rest}'
    if all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{urlize(line[2:], autoescape=True)}</li>" for line in lines)
        return f'<ul class="dnm-list">{items}</ul>'
    return f"<p>{'<br>'.join(urlize(line, autoescape=True) for line in lines)}</p>"
