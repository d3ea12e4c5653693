"""Questionnaire + answers -> scores, next steps, change. Pure Python: no database, no clock, no network."""

from dnm.engines.scoring.answers import answer_to, empty_answers, questionnaire_of
from dnm.engines.scoring.bands import Band, band_of, rounded
from dnm.engines.scoring.comparison import Change, Comparison, compare
from dnm.engines.scoring.model import Dimension, Item, ItemList, Questionnaire, Text, Value
from dnm.engines.scoring.problems import AnswersError, Problem, QuestionnaireError, ScoringError
from dnm.engines.scoring.profile import Profile, Score, Unanswered, score
from dnm.engines.scoring.shipped import LONG, SHORT, load, read, shipped
from dnm.engines.scoring.steps import NextStep, next_steps
from dnm.engines.scoring.wording import answer_labels, band_label, exclusion_labels

__all__ = [
    "LONG",
    "SHORT",
    "AnswersError",
    "Band",
    "Change",
    "Comparison",
    "Dimension",
    "Item",
    "ItemList",
    "NextStep",
    "Problem",
    "Profile",
    "Questionnaire",
    "QuestionnaireError",
    "Score",
    "ScoringError",
    "Text",
    "Unanswered",
    "Value",
    "answer_labels",
    "answer_to",
    "band_label",
    "band_of",
    "compare",
    "empty_answers",
    "exclusion_labels",
    "load",
    "next_steps",
    "questionnaire_of",
    "read",
    "rounded",
    "score",
    "shipped",
]
