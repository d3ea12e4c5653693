"""The timetable: asked for, seen, changed by hand, compared, published."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from dnm.events import actions
from dnm.events.models import MeetingDay, Pair, Plan
from dnm.events.queries import current_plan
from dnm.mail.models import Letter
from dnm.work.models import Job
from dnm.worker.run import run_job
from tests.events.stories import Day, a_day
from tests.web.office.meeting_days import BOTH, office, page, send, told_day
from tests.web.reading import heading, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


def work() -> None:
    for job in Job.objects.filter(kind="events.plan", state=Job.State.WAITING):
        run_job(job.pk)


def ask(told: Day, **values: str) -> Plan:
    send(told, "zeitplan/neu/", {"seconds": "10", **values})
    return Plan.objects.order_by("-version")[0]


def test_a_plan_is_asked_for_watched_and_taken():
    told = told_day()
    assert heading(office(told).get(page(told, "zeitplan/"))) == "4 Gespräche wollen beide, ein Plan fehlt noch"
    plan = ask(told)
    shown = office(told).get(page(told, f"zeitplan/?fassung={plan.version}"))
    assert "Wird gerechnet." in words(shown)
    stand = office(told).get(page(told, f"zeitplan/{plan.pk}/stand/"))
    assert ("hx-trigger" in stand.content.decode(), stand.get("HX-Refresh")) == (True, None)
    actions.note_course(plan, [(0.5, 20, 3, 90.0), (1.0, 40, 1, 80.0)])
    stand = office(told).get(page(told, f"zeitplan/{plan.pk}/stand/")).content.decode()
    assert "Bisher 40 Punkte, Lücken: 1." in stand
    assert 'd="M129.0,68.4H254.0V52.9H254"' in stand
    work()
    assert office(told).get(page(told, f"zeitplan/{plan.pk}/stand/"))["HX-Refresh"] == "true"
    shown = words(office(told).get(page(told, "zeitplan/")))
    assert "4 von 4, die beide wollen" in shown
    assert "Alle Gespräche, die beide wollen, haben einen Platz." in shown


def test_a_plan_for_all_talks_with_few_and_fair_breaks_is_asked_for_and_says_so():
    told = told_day()
    fold = "<details open><summary>Ziel und Ausgleich"
    assert fold not in office(told).get(page(told, "zeitplan/")).content.decode()
    plan = ask(told, goal="all", fairness="1")
    assert (plan.goal, plan.fairness) == ("all", 1)
    work()
    shown = office(told).get(page(told, "zeitplan/"))
    assert "Punkte. Gesucht war ein Platz für alle Gespräche. Bewiesen: Mit weniger Unterbrechungen" in words(shown)
    assert "von höchstens" not in words(shown)
    actions.remove_meeting(plan.meetings.all()[0], by=told.scout)
    assert "Seitdem von Hand geändert." in words(office(told).get(page(told, "zeitplan/")))
    wrong = send(told, "zeitplan/neu/", {"seconds": "10", "goal": "all", "fairness": "-1"})
    assert fold in wrong.content.decode()
    ask(told)
    assert list(Plan.objects.order_by("version").values_list("goal", "fairness")) == [("all", 1), ("value", None)]


def test_a_plan_for_all_talks_shows_its_breaks_and_how_many_are_proven_while_it_is_made():
    told = told_day()
    plan = ask(told, goal="all")
    stand = page(told, f"zeitplan/?fassung={plan.version}")
    actions.note_course(plan, [(0.5, None, None, 1.0)])
    assert "Noch steht kein Plan, in dem alle Gespräche Platz haben." in words(office(told).get(stand))
    assert "Nach 1 Sekunden war noch kein Plan gefunden." in words(office(told).get(stand))
    actions.note_course(plan, [(0.5, None, None, 1.0), (1.0, None, 4, 1.0), (2.0, None, 2, 2.0)])
    shown = office(told).get(stand)
    assert "Unterbrechungen bisher: 2. Bewiesen nötig: 2." in words(shown)
    assert 'd="M129.0,14.0H254.0V67.0H254"' in shown.content.decode()
    assert "mindestens 2" in words(shown)


def test_a_plan_can_be_stopped_and_a_failed_one_is_named():
    told = told_day()
    plan = ask(told)
    send(told, f"zeitplan/{plan.pk}/anhalten/")
    assert Job.objects.get(kind="events.plan").cancel_requested
    Job.objects.filter(kind="events.plan").update(state=Job.State.FAILED)
    assert "Die Berechnung ist nicht fertig geworden." in words(office(told).get(page(told, "zeitplan/")))


def test_nothing_is_planned_before_wishes_are_collected_nor_without_a_time():
    told = a_day()
    assert "Wählen Sie, wie lange gerechnet wird." in words(send(told, "zeitplan/neu/", {}))
    MeetingDay.objects.update(phase="preparing")
    answer = send(told, "zeitplan/neu/", {"seconds": "10"})
    assert "Sammeln Sie zuerst die Wünsche." in words(answer)
    assert Plan.objects.count() == 0


def test_the_table_shows_hosts_gaps_absences_and_who_sits_where():
    told = told_day(2, 2)
    actions.change_participant(told.companies[0], by=told.scout, table=0)
    actions.change_participant(told.companies[1], by=told.scout, away=[1])
    plan = told.plan({(0, 0): (0, 0), (0, 1): (2, 0), (1, 1): (0, 1)})
    actions.lock_meeting(plan.meetings.get(slot=2), by=told.scout)
    rows = office(told).get(page(told, "zeitplan/")).context["rows"]
    assert [(row.number, row.name, [(cell.state, cell.lines) for cell in row.cells]) for row in rows] == [
        ("Tisch 1", "Werk0", [("meet", ("Start0",)), ("gap", ("Lücke",)), ("locked", ("Start1",))]),
        ("Tisch 2", "", [("meet", ("Werk1", "Start1")), ("free", ("frei",)), ("free", ("frei",))]),
    ]
    rows = office(told).get(page(told, "zeitplan/?ansicht=unternehmen")).context["rows"]
    assert [[cell.state for cell in row.cells] for row in rows] == [
        ["meet", "gap", "locked"], ["meet", "away", "free"],
    ]  # fmt: skip
    assert "Start0, Dortmund" not in words(office(told).get(page(told, "zeitplan/?ansicht=personen")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_timetable_asks_as_many_questions_for_one_talk_as_for_three(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    told = told_day(count, count)
    told.plan({(number, number): (number, 0) for number in range(count)})
    client = office(told)
    client.get("/buero/")
    with django_assert_num_queries(PLAN_QUERIES):
        assert client.get(page(told, "zeitplan/")).status_code == 200


PLAN_QUERIES = 29


def reasons(told: Day) -> list[str]:
    shown = office(told).get(page(told, "zeitplan/"))
    return [one.reason for one in shown.context["unplaced"]]


def test_what_has_no_place_says_why():
    told = told_day(1, 2)
    told.plan({(0, 0): (0, 0)})
    assert reasons(told) == ["Um 9.25 Uhr wären beide und ein Tisch frei. Planen Sie die neuen Gespräche ein."]
    actions.change_participant(told.companies[0], by=told.scout, max_meetings=1)
    assert reasons(told) == ["Werk0 hat schon ein Gespräch, mehr sollen es nicht sein."]
    actions.change_participant(told.companies[0], by=told.scout, max_meetings=None, away=[1, 2])
    assert reasons(told) == ["Start1 ist um 9.00 Uhr frei, Werk0 spricht dann mit Start0."]
    actions.change_participant(told.startups[1], by=told.scout, away=[0])
    assert reasons(told) == ["Beide sind nie zur selben Zeit da."]
    slots = [{**slot, "tables": int(number == 0)} for number, slot in enumerate(told.day.slots)]
    Plan.objects.update(slots=slots)
    actions.change_participant(told.companies[0], by=told.scout, away=[])
    assert reasons(told) == ["Beide wären nur um 9.25 und 11.00 Uhr frei, dann ist kein Tisch mehr da."]


def test_an_impossible_day_names_the_smallest_set_that_does_not_go_together():
    told = told_day(1, 2)
    for number in (0, 1):
        meeting = told.plan({(0, number): (0, number)}).meetings.get()
        actions.lock_meeting(meeting, by=told.scout)
    ask(told)
    work()
    shown = words(office(told).get(page(told, "zeitplan/")))
    assert "So ist kein Plan möglich." in shown
    assert "Das hier verträgt sich nicht miteinander" in shown
    assert "Werk0" in shown.partition("lassen Sie eines davon los:")[2].partition("Wie gut")[0]


def test_a_move_names_what_is_in_the_way_and_saves_nothing_until_it_is_free():
    told = told_day()
    plan = told.plan(BOTH)
    meeting = plan.meetings.get(slot=0, table=0)
    address = f"zeitplan/gespraeche/{meeting.pk}/"
    offered = dict(office(told).get(page(told, address)).context["form"].fields["slot"].choices)
    assert offered == {
        "0": "9.00 Uhr, wie jetzt",
        "1": "9.25 Uhr, Werk0 spricht mit Start1", "2": "11.00 Uhr, beide frei",
    }  # fmt: skip
    answer = send(told, address, {"tun": "verlegen", "slot": "1", "table": "0"})
    assert "Werk0 hat dann schon ein Gespräch. Tisch 1 ist dann besetzt." in words(answer)
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table) == (0, 0)
    send(told, address, {"tun": "verlegen", "slot": "2", "table": "1"})
    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table) == (2, 1)
    assert "Seitdem von Hand geändert." in words(office(told).get(page(told, "zeitplan/")))
    assert "Wählen Sie" in words(send(told, address, {"tun": "verlegen", "slot": "", "table": "1"}))


def test_a_talk_is_fixed_loosened_kept_apart_allowed_again_and_taken_out():
    told = told_day()
    plan = told.plan(BOTH)
    meeting = plan.meetings.get(slot=0, table=0)
    address = f"zeitplan/gespraeche/{meeting.pk}/"
    send(told, address, {"tun": "festsetzen"})
    assert (Pair.objects.get().locked_slot, Pair.objects.get().locked_table) == (0, 0)
    assert "Lösen Sie das Gespräch zuerst." in words(office(told).get(page(told, address)))
    send(told, address, {"tun": "loesen"})
    assert Pair.objects.get().locked_slot is None
    send(told, address, {"tun": "trennen"})
    shown = words(office(told).get(page(told, "zeitplan/")))
    assert "Ein getrenntes Paar Werk0 und Start0" in shown
    both = {"company": meeting.company_id, "startup": meeting.startup_id}
    send(told, "zeitplan/paare/", both)
    assert not Pair.objects.get().forbidden
    answer = send(told, address, {"tun": "irgendwas"})
    assert "Diesen Schritt gibt es nicht. Laden Sie die Seite neu." in words(answer)
    send(told, address, {"tun": "heraus"})
    assert plan.meetings.count() == 2
    assert office(told).get(page(told, address)).status_code == 404


def test_only_the_new_ones_are_planned_on_top_of_the_plan_before():
    told = told_day()
    before = told.plan(BOTH)
    plan = ask(told, keep="everything", auf=str(before.pk))
    assert (plan.based_on, plan.keep) == (before, "everything")
    plan = ask(told, keep="nothing", auf=str(before.pk))
    assert (plan.based_on, plan.keep) == (None, "nothing")


def test_what_if_is_computed_beside_the_plan_and_compared():
    told = told_day(3, 3)
    plan = told.plan({(0, 0): (0, 0)})
    asked = {"waere": "1", "tables": "1", "after": "", "minutes": ""}
    send(told, "zeitplan/neu/", asked)
    send(told, "zeitplan/neu/", asked | {"tables": "", "after": "2", "minutes": "30"})
    work()
    shown = office(told).get(page(told, "zeitplan/"))
    assert shown.context["plan"] == plan
    assert [(one.words, one.meetings) for one in shown.context["variants"]] == [
        ("Pause bis 11.30 Uhr", 5), ("ein Tisch mehr", 8),
    ]  # fmt: skip
    answer = send(told, "zeitplan/neu/", {"waere": "1"})
    assert "Geben Sie an, was anders sein soll: Tische oder Pause." in words(answer)
    answer = send(told, "zeitplan/neu/", {"waere": "1", "after": "1"})
    assert "Geben Sie an, um wie viele Minuten die Pause länger wird." in words(answer)
    variant = shown.context["variants"][0].plan
    assert heading(office(told).get(page(told, f"zeitplan/?fassung={variant.version}"))) == "Gedankenspiel 3"
    assert office(told).get(page(told, f"zeitplan/{variant.pk}/plan.pdf")).status_code == 404


# --- Publishing ---


def test_a_plan_is_looked_through_then_its_letters_then_it_goes_out_once():
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    plan = told.plan(BOTH)
    Letter.objects.all().delete()
    address = f"zeitplan/{plan.pk}/pruefen/"
    shown = words(office(told).get(page(told, address)))
    assert "Stimmt Entwurf 1?" in shown
    assert "Ein Gespräch, das beide wollen, hat keinen Platz." in shown
    answer = send(told, address, {"tun": "veroeffentlichen"})
    assert "Sehen Sie den Plan zuerst durch." in words(answer)
    send(told, address, {"tun": "durchgesehen"})
    assert "4 Briefe gehen hinaus" in words(office(told).get(page(told, address)))
    assert Letter.objects.count() == 0
    for _twice in range(2):
        send(told, address, {"tun": "veroeffentlichen"})
    assert Letter.objects.filter(kind="events/plan_published").count() == 4
    assert current_plan(told.fresh()) == plan
    assert office(told).get(page(told, address))["Location"] == page(told, "zeitplan/")
    assert heading(office(told).get(page(told, "zeitplan/"))) == "Zeitplan 1 gilt"


def test_a_plan_that_no_longer_holds_is_not_published_and_says_why():
    told = told_day()
    actions.close_wishes(told.day, by=told.scout)
    plan = actions.review_plan(told.plan(BOTH), by=told.scout)
    actions.mark_gone(told.startups[0], by=told.scout)
    shown = words(office(told).get(page(told, f"zeitplan/{plan.pk}/pruefen/")))
    assert "Start0 ist dann nicht da." in shown
    assert "Kein Brief geht hinaus." in shown
    answer = send(told, f"zeitplan/{plan.pk}/pruefen/", {"tun": "veroeffentlichen"})
    assert "Start0 ist dann nicht da." in words(answer)
    assert current_plan(told.fresh()) is None


@pytest.mark.parametrize("name", ["plan", "tischschilder", "moderation"])
def test_the_papers_of_a_plan_are_pdfs(name: str):
    told = told_day()
    plan = told.plan(BOTH)
    answer = office(told).get(page(told, f"zeitplan/{plan.pk}/{name}.pdf"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert office(told).get(page(told, f"zeitplan/{plan.pk}/geheim.pdf")).status_code == 404
