"""A small questionnaire of every kind, as a centre would write one, and answers to the long one."""

from dnm.engines.scoring import LONG, Questionnaire, Value, read, shipped

SMALL = """\
id: hofladen
version: 2
languages: [de]
title: Hofladen-Check
about: Zwei Themen, vier Minuten.
minutes: 4
dimensions:
  - id: shop
    title: Laden
    strong: Gut.
    weak: Es fehlt noch etwas.
    lists:
      - id: till
        kind: tick
        share: 2/3
        question: Was haben Sie?
        ways_out: [unknown]
        items:
          - id: card
            label: Karte
            question: Kann man bei Ihnen mit Karte zahlen?
            example: An der Kasse steht ein Lesegerät.
            advice: Fragen Sie Ihre Bank.
          - id: no
            label: Nein
            question: Hören Kunden bei Ihnen oft ein Nein?
            example: Kein Wechselgeld.
            advice: Holen Sie Wechselgeld.
        exclusion:
          id: closed
          label: Kein Laden
          question: Haben Sie gar keinen Laden?
          example: Verkauf nur auf dem Markt.
          advice: Beginnen Sie mit einem Regal.
      - id: shelf
        kind: level
        share: 1/3
        question: Wie weit sind Sie?
        why: Darum.
        labels: [null, eins, zwei, drei, vier, fünf]
        items:
          - id: sensor
            label: Waage
            question: Meldet sich Ihr Regal selbst?
            example: Eine Waage zählt die Eier.
            advice: Leihen Sie eine Waage.
  - id: yard
    title: Hof
    lists:
      - id: care
        kind: degree
        share: 1
        question: Wie fest?
        ways_out: [not_applicable, unknown]
        items:
          - id: power
            label: Strom
            question: Messen Sie Ihren Strom?
            example: Ein Zähler im Stall.
            advice: Kaufen Sie einen Zähler.
"""


def small(*changes: tuple[str, str]) -> bytes:
    """SMALL with texts replaced, each of which must stand there exactly once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


def small_questionnaire() -> Questionnaire:
    return read(SMALL.encode(), "hofladen.yaml")


def long() -> Questionnaire:
    return shipped()[LONG]


def items_of(list_id: str) -> list[str]:
    """Their ids, without the excluding statement."""
    (found,) = (
        item_list for dimension in long().dimensions for item_list in dimension.lists if item_list.id == list_id
    )
    return [item.id for item in found.items]


def ticked(**counts: int) -> dict[str, object]:
    """The first so many items of each list ticked."""
    return {item: True for name, count in counts.items() for item in items_of(name)[:count]}


def answered(name: str, *values: Value) -> dict[str, object]:
    """The first items of a list with these answers."""
    return dict(zip(items_of(name), values, strict=False))
