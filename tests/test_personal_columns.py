"""Every column in which a person may stand is declared: it can be told to that person, and erased."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.db import models

from dnm.accounts.models import User
from dnm.directory.models import Contact
from dnm.journal.models import Aside
from dnm.journal.queries import sealed_models

pytestmark = pytest.mark.once

NOT_PERSONAL = {
    # The chain holds codes, ids and commitments; what people said and their names stand in asides.
    "journal.entry": {
        "actor_label", "actor_role", "verb", "subject_label", "municipality", "details", "previous_hash", "hash",
    },
    "journal.head": {"hash"},
    "mail.letter": {"message_id", "kind", "subject_label", "language", "calendar_method", "leased_by"},
    "work.job": {"kind", "key", "arguments", "error"},
    "work.heartbeat": {"name"},
    "files.storedfile": {"sha256", "media_type"},
    "accounts.user": {"password"},
    # The centre itself, as it stands on its public pages, with the people who answer for it.
    "centre.centre": {
        "name", "region", "operator", "street", "postcode", "place", "phone", "email", "represented_by",
        "register_entry", "privacy_officer", "ranking_weights",
    },
    "centre.text": {"key", "language", "body"},
    "centre.deadline": {"state"},
    "centre.closure": {"name"},
    "directory.topic": {"key", "name_de", "name_en"},
    # Firms: a sole trader's name and address count as the firm's.
    "directory.organisation": {
        "name", "sort_name", "search_name", "legal_form", "register_number", "size_class", "industry",
        "industry_version", "municipality", "street", "postcode", "place", "state", "website", "languages",
        "form_token",
    },
    "directory.startupprofile": {"model", "forms", "target_industries", "target_sizes"},
    "directory.reference": {"industry"},
    "directory.invitation": {"token_hash"},
    # What a company said about itself: codes of a questionnaire.
    "maturity.check": {
        "questionnaire", "scores", "band", "size_class", "industry", "municipality", "counted_in",
    },
    "maturity.answer": {"item", "value"},
    "maturity.door": {"topic", "token_hash", "code_hash"},
    "maturity.plannedstage": {"questionnaire"},
    "maturity.round": {"questionnaire"},
    "maturity.measure": {"key", "questionnaire", "topic", "texts", "link"},
    "maturity.snapshot": {"quarter"},
    "maturity.block": {"questionnaire", "row", "column", "sums"},
    "matching.need": {"number", "language", "forms", "source", "form_token"},
    "matching.teaser": {"industry", "region", "size", "budget", "forms", "approved_hash"},
    "matching.offer": {"language"},
    "matching.match": {"engine_version"},
    # Filled from statements of a questionnaire, never by hand.
    "matching.sounding": {"key", "title", "problem", "goal", "language"},
    "matching.numberrange": {"prefix"},
    "introductions.introduction": {"number", "waiting_for", "paused_from", "engine_version"},
    "introductions.steptaken": {"name", "source_state", "target_state", "party"},
    "introductions.release": {"fields", "text_hash", "language", "name_salt", "name_commitment"},
    "introductions.disclosure": {"field", "salt", "value_commitment", "to_salt", "to_commitment"},
    "introductions.mailedlink": {"token_hash", "code_hash"},
    "introductions.meeting": {"uid"},
    # Events are public; codes and hashes open nothing without the rest.
    "events.event": {"title", "summary", "series", "place", "link", "uid", "door_code"},
    "events.registration": {"municipality", "code", "data_text_hash", "photo_text_hash"},
    "events.attendance": {"municipality"},
    "events.meetingday": {"slots"},
    "events.participant": {"away"},
    "events.participantdoor": {"token_hash", "code_hash"},
    "events.participantrelease": {"fields", "text_hash", "language", "name_salt", "name_commitment"},
    "events.participantdisclosure": {"field", "salt", "value_commitment", "to_salt", "to_commitment"},
    "events.plan": {"slots", "course", "reasons"},
    "events.encounter": {"municipality"},
    "events.encounterrating": {"going_on_language", "going_on_source"},
    "carriers.share": {"source"},
}  # fmt: skip
"""Words, codes and links to people that say nothing about a person. A new column has to be put somewhere."""

ERASED_WITH_THEIR_ROW = {
    "journal.aside": {"actor_name", "text", "salt"},  # journal.actions.erase_asides
    "files.storedfile": {"name", "by_label"},  # files.actions.erase
}


def models_of_ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("dnm.")]


def declared() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("dnm.") and find_spec(f"{app.name}.personal"):
            found |= import_module(f"{app.name}.personal").PERSONAL
    return found


def may_name_somebody(field: models.Field) -> bool:
    """Free words, JSON, addresses, and every link to a person."""
    if field.is_relation:
        return field.related_model in (User, Contact)
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def columns_that_may_name_somebody() -> dict[str, set[str]]:
    found = {
        model._meta.label_lower: {field.name for field in model._meta.concrete_fields if may_name_somebody(field)}
        for model in models_of_ours()
    }
    return {label: columns for label, columns in found.items() if columns}


def test_every_column_that_may_name_somebody_is_personal_or_known_not_to_be() -> None:
    personal = declared()
    known = {
        label: {*personal.get(label, ()), *NOT_PERSONAL.get(label, ()), *ERASED_WITH_THEIR_ROW.get(label, ())}
        for label in columns_that_may_name_somebody()
    }
    assert {
        label: sorted(left)
        for label, columns in columns_that_may_name_somebody().items()
        if (left := columns - known[label])
    } == {}


def test_no_column_is_both_and_every_one_exists() -> None:
    personal, tables = declared(), {model._meta.label_lower: model for model in models_of_ours()}
    for lists in (personal, NOT_PERSONAL, ERASED_WITH_THEIR_ROW):
        assert {
            label: sorted({*columns} - {field.name for field in tables[label]._meta.concrete_fields})
            for label, columns in lists.items()
        } == {label: [] for label in lists}
    assert {label: both for label in personal if (both := {*personal[label]} & NOT_PERSONAL.get(label, set()))} == {}


def test_personal_words_of_sealed_rows_are_bound_so_that_they_can_be_erased() -> None:
    personal = declared()
    for model in sealed_models():
        texts = set(getattr(model, "bound_texts", {}))
        values = {name for _salt, _erased, *names in getattr(model, "committed_values", {}).values() for name in names}
        words = {
            name
            for name in personal.get(model._meta.label_lower, ())
            if isinstance(model._meta.get_field(name), models.CharField | models.TextField)
            if not name.endswith("_label")
        }
        assert (model._meta.label_lower, words) == (model._meta.label_lower, texts | values)
    assert {field.name for field in Aside._meta.concrete_fields if may_name_somebody(field)} == ERASED_WITH_THEIR_ROW[
        "journal.aside"
    ]
