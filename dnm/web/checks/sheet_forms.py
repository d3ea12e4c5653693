"""The form of one page of questions, built from the questionnaire; which answers are good the engine says."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dnm.engines.scoring import Item, ItemList, Value, answer_labels, exclusion_labels
from dnm.engines.scoring.model import WAYS_OUT, WayOut
from dnm.engines.scoring.wording import WITHOUT_ANSWER
from dnm.web.forms import Form

from .sheets import Sheet


def code_of(value: Value) -> str:
    """How an answer is written in a field: true, false, 0 … 5, no, partly, yes, unknown, not_applicable."""
    return value if isinstance(value, str) else json.dumps(value)


def words_of(item_list: ItemList, language: str) -> list[tuple[str, str]]:
    """Code -> what a reader sees. Short answers begin with the best, steps with the lowest; ways out come last."""
    labels = answer_labels(item_list, language)
    plain = [value for value in labels if value not in WAYS_OUT]
    if item_list.kind != "level":
        plain.reverse()
    ways_out = [value for value in labels if value in WAYS_OUT]
    return [(code_of(value), labels[value]) for value in [*plain, *ways_out]]


def in_words(item: Item, item_list: ItemList, value: Value, language: str) -> str:
    labels = answer_labels(item_list, language)
    if item.kind == "exclusive":
        return exclusion_labels(language)[value]
    return labels[value] if value in labels else WITHOUT_ANSWER[value].in_language(language)  # type: ignore[index]


@dataclass(frozen=True)
class Row:
    """What the template shows of one row. ``covered``: the items it answers. ``ways_out``: ticks for a whole row."""

    label: str
    example: str
    covered: tuple[str, ...]
    fields: tuple[forms.BoundField, ...]
    ways_out: tuple[forms.BoundField, ...] = ()


class SheetForm(Form):
    """A group of radio buttons per item; side by side, ticks of which an empty one means no."""

    def __init__(self, sheet: Sheet, language: str, said: Mapping[str, Value], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.language, self.said = sheet, language, said
        for row in sheet.rows:
            for item in row:
                self._add(item.id, self._tick(item) if sheet.is_side_by_side else self._choice(item))
            for way in self.ways_out:
                self._add(f"{way}:{row[0].id}", self._way_out(way, row))
        for item in sheet.exclusions:
            self._add(item.id, self._exclusion(item))

    @property
    def ways_out(self) -> list[WayOut]:
        """For a row of ticks: what all its lists offer."""
        lists = self.sheet.lists
        offered: list[WayOut] = [way for way in WAYS_OUT if all(way in one.ways_out for one in lists)]
        return offered if self.sheet.is_side_by_side else []

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        field.widget.attrs.setdefault(
            "class", f"kern-form-check__{'radio' if isinstance(field, forms.ChoiceField) else 'checkbox'}"
        )

    def _choice(self, item: Item) -> forms.Field:
        value = self.said.get(item.id)
        return forms.ChoiceField(
            label=item.question.in_language(self.language),
            required=False,
            widget=forms.RadioSelect,
            choices=words_of(self.sheet.list_of(item), self.language),
            initial=None if value is None else code_of(value),
            error_messages={"invalid_choice": gettext_lazy("Wählen Sie eine der Antworten aus.")},
        )

    def _tick(self, item: Item) -> forms.Field:
        label = answer_labels(self.sheet.list_of(item), self.language)[True]
        return forms.BooleanField(label=label, required=False, initial=self.said.get(item.id) is True)

    def _way_out(self, way: str, row: tuple[Item, ...]) -> forms.Field:
        label = answer_labels(self.sheet.lists[0], self.language)[way]
        given = any(self.said.get(item.id) == way for item in row)
        return forms.BooleanField(label=label, required=False, initial=given)

    def _exclusion(self, item: Item) -> forms.Field:
        return forms.BooleanField(
            label=exclusion_labels(self.language)[True],
            help_text=item.question.in_language(self.language),
            required=False,
            initial=self.said.get(item.id) is True,
        )

    # --- What the template shows ---

    @property
    def rows(self) -> list[Row]:
        return [self._row(row) for row in self.sheet.rows]

    def _row(self, row: tuple[Item, ...]) -> Row:
        first = row[0]
        label = first.label if self.sheet.is_side_by_side else first.question
        return Row(
            label.in_language(self.language),
            first.example.in_language(self.language),
            tuple(item.id for item in row),
            tuple(self[item.id] for item in row),
            tuple(self[f"{way}:{first.id}"] for way in self.ways_out),
        )

    @property
    def exclusions(self) -> list[forms.BoundField]:
        return [self[item.id] for item in self.sheet.exclusions]

    # --- What was said ---

    def contradict(self, covered: Collection[str]) -> None:
        """An excluding statement and a yes on the same page: one of them cannot be meant."""
        for item in self.sheet.exclusions:
            rows = [one.id for one in self.sheet.list_of(item).items if one.id in self.fields and one.id in covered]
            yes = [name for name in rows if self.cleaned_data.get(name) in ("true", True)]
            if item.id in covered and self.cleaned_data.get(item.id) and yes:
                label = item.label.in_language(self.language)
                self.add_error(
                    item.id,
                    _("„%(statement)s“ passt nicht zu einem Ja weiter oben. Nehmen Sie eines von beiden zurück.")
                    % {"statement": label},
                )

    def answers(self, covered: Collection[str]) -> dict[str, Value | None]:
        """For the items the sender meant; radio buttons without a choice say nothing, None takes an answer back."""
        found: dict[str, Value | None] = {}
        for row in self.sheet.rows:
            for item in row:
                value = self._ticked(item, row[0].id) if self.sheet.is_side_by_side else self._chosen(item)
                if item.id in covered and value is not None:
                    found[item.id] = value
        for item in self.sheet.exclusions:
            if item.id in covered:
                found[item.id] = True if self.cleaned_data.get(item.id) else None
        return found

    def _ticked(self, item: Item, first: str) -> Value:
        """What is not ticked is a no, or unknown where the row says so."""
        if self.cleaned_data.get(item.id):
            return True
        return next((way for way in self.ways_out if self.cleaned_data.get(f"{way}:{first}")), False)

    def _chosen(self, item: Item) -> Value | None:
        code = self.cleaned_data.get(item.id)
        return next((value for value in (*item.allowed, *WAYS_OUT) if code_of(value) == code), None)
