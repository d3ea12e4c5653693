"""Roles and the audience each of them acts for. Rights never add up across audiences."""

from enum import StrEnum


class Role(StrEnum):
    SCOUT = "scout"
    LEAD = "lead"
    DIRECTOR = "director"
    ADMIN = "admin"
    COMPANY_OWNER = "company_owner"
    COMPANY_MEMBER = "company_member"
    STARTUP_OWNER = "startup_owner"
    STARTUP_MEMBER = "startup_member"
    HUB = "hub"
    CARRIER = "carrier"
    FUNDER = "funder"
    JUROR = "juror"
    GUEST = "guest"
    """Came without an account and acts in one matter only; belongs to no audience."""
    SYSTEM = "system"


class Audience(StrEnum):
    OFFICE = "office"
    MEMBER = "member"
    HUB = "hub"
    CARRIER = "carrier"
    FUNDER = "funder"
    JURY = "jury"


PERSONAL_ROLES = (Role.SCOUT, Role.LEAD, Role.DIRECTOR, Role.ADMIN, Role.FUNDER, Role.JUROR)
"""Roles given to a person; the others follow from belonging to an organisation."""

AUDIENCE = {
    Role.SCOUT: Audience.OFFICE,
    Role.LEAD: Audience.OFFICE,
    Role.DIRECTOR: Audience.OFFICE,
    Role.ADMIN: Audience.OFFICE,
    Role.COMPANY_OWNER: Audience.MEMBER,
    Role.COMPANY_MEMBER: Audience.MEMBER,
    Role.STARTUP_OWNER: Audience.MEMBER,
    Role.STARTUP_MEMBER: Audience.MEMBER,
    Role.HUB: Audience.HUB,
    Role.CARRIER: Audience.CARRIER,
    Role.FUNDER: Audience.FUNDER,
    Role.JUROR: Audience.JURY,
}

INCLUDED = {Role.LEAD: (Role.SCOUT,)}
"""In the office, lead includes scout. Director and admin alone read neither needs nor check answers."""
