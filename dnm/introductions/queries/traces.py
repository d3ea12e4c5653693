"""Where cases may name a person, and which releases and receipts carry what somebody released."""

from django.db.models import Q, QuerySet

from dnm.directory.models import Contact, Organisation
from dnm.directory.queries.traces import Words
from dnm.directory.rules.traces import Traces, traces_of
from dnm.mail.models import Letter

from ..models import (
    CheckIn,
    Cooperation,
    FollowUp,
    Introduction,
    Meeting,
    PhoneTask,
    Pilot,
    Question,
    Rating,
    Release,
    StepTaken,
)
from ..workflow import Party

PERSON_FIELDS = ("person", "email", "phone")
"""What a side releases of a person; the other fields are the firm's."""


def cases_of(firm: Organisation) -> QuerySet[Introduction]:
    return Introduction.objects.filter(Q(company=firm) | Q(startup=firm))


def releases_of(firm: Organisation) -> QuerySet[Release]:
    """What a firm itself allowed, as either side."""
    as_company = Q(side=Party.COMPANY, introduction__company=firm)
    return Release.objects.filter(as_company | Q(side=Party.STARTUP, introduction__startup=firm)).order_by("pk")


def releases_about(contact: Contact, traces: Traces, releases: QuerySet[Release]) -> list[Release]:
    """The consents that carry this person's data; a colleague of the same name or telephone keeps hers."""
    colleagues = [traces_of(one) for one in contact.organisation.contacts.exclude(pk=contact.pk)]
    return [
        release
        for release in releases
        if traces.certainly_in(release.text)
        or (traces.meant_in(release.text) and not any(one.certainly_in(release.text) for one in colleagues))
    ]


def letters_about(firm: Organisation) -> QuerySet[Letter]:
    """Those to the other side too: after the introduction they carry what was released."""
    cases = cases_of(firm).values("pk")
    return Letter.objects.filter(subject_label="introductions.introduction", subject_id__in=cases)


WORDS = (
    Words(
        Introduction, ("title", "shortlist_reason", "startup_answers", "passed_on", "known_from", "reasons"), cases_of
    ),
    Words(
        StepTaken, ("by_name", "said_by", "said_where", "note", "dispute"),
        lambda firm: StepTaken.objects.filter(introduction__in=cases_of(firm)),
    ),
    Words(
        Question, ("text", "asked_by", "answer"),
        lambda firm: Question.objects.filter(introduction__in=cases_of(firm)),
    ),
    Words(
        PhoneTask, ("reason", "outcome"), lambda firm: PhoneTask.objects.filter(introduction__in=cases_of(firm))
    ),
    Words(
        Meeting, ("place", "link", "agenda", "minutes", "next_step", "next_step_owner"),
        lambda firm: Meeting.objects.filter(introduction__in=cases_of(firm)),
    ),
    Words(
        Rating, ("comment", "given_by"), lambda firm: Rating.objects.filter(meeting__introduction__in=cases_of(firm))
    ),
    Words(
        Pilot, ("goal", "success_criterion", "lesson"),
        lambda firm: Pilot.objects.filter(introduction__in=cases_of(firm)),
    ),
    Words(
        CheckIn, ("text", "given_by"), lambda firm: CheckIn.objects.filter(pilot__introduction__in=cases_of(firm))
    ),
    Words(Cooperation, ("text",), lambda firm: Cooperation.objects.filter(introduction__in=cases_of(firm))),
    Words(
        FollowUp, ("text",), lambda firm: FollowUp.objects.filter(cooperation__introduction__in=cases_of(firm))
    ),
)  # fmt: skip
LETTERS = (Words(Letter, ("subject", "body", "body_html", "calendar"), letters_about),)
