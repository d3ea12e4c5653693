"""``dnm check``: what is missing for production, in plain words; 0 when nothing is."""

from .loading import load_django


def check() -> int:
    load_django()
    from dnm.matching.queries.vectors import place_of_vectors

    from .production import CHECKS, database_fault

    fault = database_fault()
    missing = [fault] if fault else [line for find in CHECKS for line in find()]
    for line in missing:
        print(f"- {line}")
    if fault:
        print("The other checks need the database.")
        return 1
    if not missing:
        print("Nothing is missing for production.")
    print(place_of_vectors())
    return 1 if missing else 0
