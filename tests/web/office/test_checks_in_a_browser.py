"""Pages of the Digital-Check in the office in Chromium: axe, phone width, one heading; inviting by keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dnm.accounts.rules import Actor
from dnm.engines.scoring import LONG, SHORT, shipped
from dnm.maturity import actions
from dnm.maturity.models import Check, Invited, PlannedStage
from dnm.maturity.workflow import Stage
from tests.factories import ContactFactory, OfferFactory, OrganisationFactory, StartupFactory, office
from tests.maturity.people import allow, guest
from tests.maturity.test_figures import SUMMER, checks
from tests.web.office.test_in_a_browser import enter, looked_at
from tests.web.reading import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
HERE = "/buero/digital-check/"
DAY = timedelta(days=1)
FIRMS = (
    ("Kunststofftechnik Rehmert GmbH & Co. KG", "22.26", 80, "05974052", "Werl"),
    ("Großbäckerei Overkamp", "10.71", 240, "05974028", "Lippstadt"),
    ("Tischlerei Kleine", "43.32", 9, "05974040", "Soest"),
    ("Seniorenzentrum Am Lanner", "87.30", 110, "05974004", "Anröchte"),
    ("Landmaschinen Stuhlmeier", "46.61", 34, "05974020", "Geseke"),
    ("Steuerkanzlei Brandhoff und Partner", "69.20", 12, "05974012", "Erwitte"),
)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def answered(organisation, by: Actor, level: int, key: str = LONG) -> Check:
    """A finished check whose answers differ by question, so that no two topics are alike."""
    check = actions.begin_check(organisation, key, by=by)
    items = list(shipped()[key].items.values())
    said = {
        item.id: item.allowed[(place * 7 + level) % len(item.allowed)] if item.kind != "exclusive" else False
        for place, item in enumerate(items)
        if (place + level) % 4
    }
    actions.answer_several(check, said, by=by)
    return actions.finish_check(check, by=by)


def region(scout: Actor) -> dict[str, str]:
    """A handful of companies, a round, dates, a guest, an offer; returns the addresses of all pages."""
    firms = []
    for name, industry, heads, ags, place in FIRMS:
        firm = OrganisationFactory(
            name=name, industry=industry, head_count=heads, municipality=ags, place=place, postcode="59494"
        )
        allow(ContactFactory(organisation=firm), "mailings" if len(firms) % 2 else "phone")
        firms.append(firm)
    done = [answered(firm, scout, level) for level, firm in enumerate(firms[:4])]
    answered(firms[0], scout, 5)
    actions.begin_check(firms[4], LONG, by=scout)
    for firm, days in ((firms[1], -6), (firms[2], 0), (firms[3], 40)):
        plan = actions.plan_stage(firm, Stage.T1, key=LONG, on=timezone.localdate(), by=scout)
        PlannedStage.objects.filter(pk=plan.pk).update(due_on=timezone.localdate() + days * DAY)
    door, actor = guest(name="Kleine", key=LONG)
    told = actions.tell_firm(door.check_done, by=actor, name="Tischlerei Kleine", head_count=9, industry="43.32")
    planned = actions.plan_round(
        title="Handwerk im Herbst", key=LONG, due_on=timezone.localdate() + 30 * DAY, by=scout, text="Kommen Sie mit."
    )
    actions.invite(planned, firms[2:], by=scout)
    Invited.objects.update(invited_at=timezone.now() - 5 * DAY)
    offer = OfferFactory(organisation=StartupFactory(name="Gussauge", profile={"target_sizes": ["medium", "small"]}))
    checks(6)
    actions.take_snapshot(SUMMER)
    of_round = f"{HERE}runden/{planned.pk}/"
    return {
        "list": HERE, "filtered": f"{HERE}?stand=finished&thema=data&branche=industry", "dates": f"{HERE}termine/",
        "begin": f"{HERE}beginnen/?suche=werl", "begin-for": f"{HERE}beginnen/?betrieb={firms[0].pk}",
        "rounds": f"{HERE}runden/", "round-new": f"{HERE}runden/neu/", "round": of_round,
        "choose": f"{of_round}einladen/", "heat": f"{HERE}themen/", "heat-town": f"{HERE}themen/?nach=municipality",
        "offers": f"{HERE}angebote/", "offer": f"{HERE}angebote/?angebot={offer.pk}&thema=automation",
        "measures": f"{HERE}massnahmen/", "measure": f"{HERE}massnahmen/strategy-need/",
        "measure-new": f"{HERE}massnahmen/neu/", "questionnaires": f"{HERE}frageboegen/",
        "export": f"{HERE}export/?fragebogen={SHORT}", "check": f"{HERE}{done[0].pk}/",
        "adopt": f"{HERE}{told.pk}/zuordnen/",
    }  # fmt: skip


def test_the_pages_are_accessible(live_server, page, axe):
    scout = office()
    enter(page, live_server.url, signed_in(scout))
    looked_at(page, live_server.url, list(region(scout).values()), axe, 1280)


def test_the_pages_fit_a_phone(live_server, phone_page, axe):
    scout = office()
    enter(phone_page, live_server.url, signed_in(scout))
    looked_at(phone_page, live_server.url, list(region(scout).values()), axe, 390)
