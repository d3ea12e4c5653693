"""How often somebody may do what costs others time: counted per person, for strangers per network address."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render

from .requests import Request

Page = Callable[..., HttpResponse]


def limited(
    act: str, *, count: int, seconds: int, method: str = "POST", when: str = "", per: str = ""
) -> Callable[[Page], Page]:
    """At most ``count`` requests of ``method`` within ``seconds``, then our 429 page.

    ``when``: only requests that carry a value under this name are counted, such as a search.
    ``per``: counted for this part of the address, whoever asks, such as the token of a mailed link.
    """

    def around(page: Page) -> Page:
        @wraps(page)
        def counted(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            values = request.GET if method == "GET" else request.POST
            asked = request.method == method and (not when or bool(values.get(when)))
            if asked and _times(str(kwargs[per]) if per else _who(request), act, seconds) > count:
                return render(request, "429.html", status=429)
            return page(request, *args, **kwargs)

        return counted

    return around


def _who(request: Request) -> str:
    """The person, or the address of the network for strangers."""
    return str(request.user.pk if request.user.is_authenticated else get_adapter().get_client_ip(request))


def _times(who: str, act: str, seconds: int) -> int:
    """How often that happened within the present window, this time included."""
    # A digest, because an address may hold a secret and any length.
    key = f"limit:{act}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two lines
        return 1
