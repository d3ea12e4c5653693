"""What a side sees of its cases: what waits for it, what it knows of the other side, its receipts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from dnm.accounts.models import User
from dnm.accounts.rules import Actor
from dnm.accounts.workflow import Role
from dnm.directory.models import Contact
from dnm.journal.models import Entry
from dnm.matching.models import Need, Teaser

from ..models import CheckIn, Disclosure, FollowUp, Introduction, MailedLink, Meeting, Release
from ..workflow import RELEASE_FIELDS, Party, State
from .cases import introductions_visible_to

RATE_WITHIN = timedelta(days=7)
LATEST = date.max


@dataclass(frozen=True)
class Task:
    """Something that waits for one side. ``kind``: proposals, teaser, release, rating, check_in or follow_up.

    ``count``: how many start-ups one answer page is about (proposals only).
    """

    kind: str
    case: Introduction
    due_on: date | None
    count: int = 1
    meeting: Meeting | None = None


def side_of(actor: Actor) -> Party:
    """In which part a member meets all of its cases."""
    company = actor.role in (Role.COMPANY_OWNER, Role.COMPANY_MEMBER)
    return Party.COMPANY if company else Party.STARTUP


def cases_of(actor: Actor) -> QuerySet[Introduction]:
    """The visible cases, newest first, with all their pages show; the number of queries does not grow."""
    cases = introductions_visible_to(actor).select_related("offer", "need__organisation", "pilot", "cooperation")
    return cases.prefetch_related(
        "need__teasers", "releases", "disclosures", "meetings__ratings", "questions", "pilot__check_ins",
        "cooperation__follow_ups",
    ).order_by("-pk")  # fmt: skip


def tasks_for(side: Party, cases: Iterable[Introduction], today: date) -> list[Task]:
    """What waits for this side, most urgent first."""
    found: list[Task] = []
    proposals: dict[int, list[Introduction]] = {}
    for case in cases:
        if side == Party.COMPANY and case.state == State.COMPANY_ASKED and case.need_id:
            proposals.setdefault(case.need_id, []).append(case)
        else:
            found += _tasks_of(side, case, today)
    for asked in proposals.values():
        first = min(asked, key=lambda case: (case.due_on or LATEST, case.pk))
        found.append(Task("proposals", first, first.due_on, len(asked)))
    return sorted(found, key=lambda task: (task.due_on or LATEST, task.case.pk, task.kind))


def _tasks_of(side: Party, case: Introduction, today: date) -> list[Task]:
    found: list[Task] = []
    if side in case.waits_for and case.state == State.STARTUP_ASKED:
        found.append(Task("teaser", case, case.due_on))
    if side in case.waits_for and case.state == State.RELEASE_PENDING:
        found.append(Task("release", case, case.due_on))
    for meeting in unrated_meetings(case, side):
        found.append(Task("rating", case, timezone.localtime(meeting.ends).date() + RATE_WITHIN, meeting=meeting))
    if check := open_check_in(case, today):
        found.append(Task("check_in", case, check.due_on))
    if ask := open_follow_up(case, today):
        found.append(Task("follow_up", case, ask.due_on))
    return found


def unrated_meetings(case: Introduction, side: Party) -> list[Meeting]:
    if case.state in (State.DECLINED, State.STOPPED, State.EXPIRED):
        return []
    held = [meeting for meeting in case.meetings.all() if meeting.state == Meeting.State.HELD]
    return [meeting for meeting in held if side not in {rating.side for rating in meeting.ratings.all()}]


def open_check_in(case: Introduction, today: date) -> CheckIn | None:
    """The check-in that is due; either side or the office answers it once."""
    pilot = getattr(case, "pilot", None)
    if pilot is None or case.state != State.PILOT_RUNNING:
        return None
    return next((one for one in pilot.check_ins.all() if one.done_at is None and one.due_on <= today), None)


def open_follow_up(case: Introduction, today: date) -> FollowUp | None:
    cooperation = getattr(case, "cooperation", None)
    if cooperation is None or case.state != State.COOPERATION:
        return None
    return next((one for one in cooperation.follow_ups.all() if one.done_at is None and one.due_on <= today), None)


def shown_disclosures(case: Introduction, side: Party) -> list[Disclosure]:
    """The other side's fields this one may see now; none before the introduction or after a withdrawal."""
    rows = [row for row in case.disclosures.all() if row.side != side and row.hidden_at is None and row.value]
    return sorted(rows, key=lambda row: RELEASE_FIELDS.index(row.field))


def knows_name(case: Introduction, side: Party) -> bool:
    """A company knows whom it is proposed; a start-up learns the name from an open need or later."""
    if side == Party.COMPANY or (case.need and case.need.confidentiality == Need.Confidentiality.OPEN):
        return True
    return any(row.field == "organisation" for row in shown_disclosures(case, side))


def approved_teaser(case: Introduction) -> Teaser | None:
    """The teaser this start-up may read, in its language; reads what ``cases_of`` has fetched."""
    if case.need is None:
        return None
    language = case.startup_contact.language if case.startup_contact else "de"
    return next((one for one in case.need.teasers.all() if one.language == language and one.approved_hash), None)


def title_for(case: Introduction, side: Party) -> str:
    """What the case is called before this side: a start-up knows the heading of its teaser only."""
    if side == Party.COMPANY or case.need is None:
        return case.title
    teaser = approved_teaser(case)
    return teaser.title if teaser else ""


def standing_release(case: Introduction, side: Party) -> Release | None:
    return next((one for one in case.releases.all() if one.side == side and one.valid), None)


def newest_release(case: Introduction, side: Party) -> Release | None:
    """The last one this side gave, whether or not it still stands."""
    given = [one for one in case.releases.all() if one.side == side]
    return given[-1] if given else None


def person_acting(actor: Actor) -> Contact | None:
    """The contact behind a mailed link; signed-in people are users."""
    return Contact.objects.filter(pk=actor.id or 0).first() if actor.label == "directory.contact" else None


def proposals_of_hub(actor: Actor) -> QuerySet[Introduction]:
    """What a partner hub proposed: its page shows the start-up and how far it came, nothing else."""
    mine = Introduction.objects.filter(hub=actor.organisation_id, hub__isnull=False)
    return mine.select_related("startup").order_by("created_at", "pk")


def interests_shown(needs: Iterable[int], startup_id: int) -> dict[int, datetime]:
    """Need id -> when this start-up showed its interest. Two queries."""
    cases = Introduction.objects.filter(need__in=list(needs), startup=startup_id).order_by()
    need_of = dict(cases.values_list("pk", "need_id"))
    shown = Entry.objects.filter(
        verb="introduction.interest_shown",
        subject_label=Introduction._meta.label_lower,
        subject_id__in=list(need_of),
    )
    return {need_of[pk]: at for pk, at in shown.order_by("-id").values_list("subject_id", "at")}


def writer_of(link: MailedLink) -> User | None:
    """Who wrote the letter a link came with: the scout in charge of its matter."""
    if link.introduction:
        return link.introduction.owner
    return link.need.scout if link.need else None
