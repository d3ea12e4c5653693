"""The public holidays of North Rhine-Westphalia (Feiertagsgesetz NW, § 2). Pure."""

from datetime import date, timedelta


def easter_sunday(year: int) -> date:
    """Gregorian computus after Gauss, in the form of Lichtenberg (1997)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    first_full_moon = (19 * golden + moon) % 30
    correction = (first_full_moon + golden // 11) // 29
    limit = 21 + first_full_moon - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=limit + 7 - (limit - sunday) % 7 - 1)


def public_holidays(year: int) -> list[tuple[date, str]]:
    """Day and name, in the order of the year."""
    easter = easter_sunday(year)
    moving = {
        -2: "Karfreitag",
        1: "Ostermontag",
        39: "Christi Himmelfahrt",
        50: "Pfingstmontag",
        60: "Fronleichnam",
    }
    fixed = {
        (1, 1): "Neujahr",
        (5, 1): "Tag der Arbeit",
        (10, 3): "Tag der Deutschen Einheit",
        (11, 1): "Allerheiligen",
        (12, 25): "1. Weihnachtstag",
        (12, 26): "2. Weihnachtstag",
    }
    days = [(easter + timedelta(days=distance), name) for distance, name in moving.items()]
    days += [(date(year, month, day), name) for (month, day), name in fixed.items()]
    return sorted(days)
