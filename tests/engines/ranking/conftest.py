"""Encoders for the ranking tests: the models are read once, the graph of e5 is built where it is missing."""

import os
from pathlib import Path

import pytest

from dnm.engines.ranking import Encoder, Offer, weights


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the prepared e5 model."""
    kept = Path(os.environ["DNM_MODELS_DIR"])
    return kept if weights.ready(kept) else weights.build_e5(tmp_path_factory.mktemp("models")).parent


@pytest.fixture(scope="session")
def full(models: Path) -> Encoder:
    return Encoder.full(models)


@pytest.fixture(scope="session")
def light() -> Encoder:
    return Encoder.light()


@pytest.fixture(scope="session")
def words() -> Encoder:
    return Encoder.lexical()


@pytest.fixture
def offers() -> list[Offer]:
    """Six offers, three of them English."""
    return [
        Offer("brot", "Wir sagen vorher, wie viel Brot eine Filiale morgen verkauft. Retouren sinken deutlich."),
        Offer(
            "forecast",
            "Daily demand forecast for every shop and product of a bakery chain. No new tills needed.",
        ),
        Offer("pflege", "Sprachgesteuerte Dokumentation für ambulante Pflegedienste."),
        Offer("welding", "Robots that weld small batches without programming."),
        Offer("lager", "Lagerverwaltung mit Handscannern für Großhändler."),
        Offer("tax", "We prepare tax returns for freelancers."),
    ]
