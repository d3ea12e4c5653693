from django.urls import include, path

from dnm.web import signin
from dnm.web.account import pages as account
from dnm.web.public import health

urlpatterns = [
    path("", include("dnm.web.public.urls")),
    path("mein/", include("dnm.web.member.urls")),
    path("hub/", include("dnm.web.hub.urls")),
    path("buero/", include("dnm.web.office.urls")),
    path("weiter/", signin.onward, name="onward"),
    path("rolle/", signin.switch_role, name="switch-role"),
    path("konto/", account.me, name="account"),
    path("konto/vertretung/", account.deputies, name="account-deputies"),
    path("konto/zweiter-faktor/", signin.second_factor, name="second-factor"),
    path("konto/", include("allauth.urls")),
    path("sprache/", signin.set_language, name="set-language"),
    path("healthz", health.healthz, name="healthz"),
]

handler404 = "dnm.web.public.errors.not_found"
handler403 = "dnm.web.public.errors.forbidden"
handler400 = "dnm.web.public.errors.bad_request"
handler500 = "dnm.web.public.errors.broken"
