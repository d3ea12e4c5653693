from .channels import remove_channel, set_channel
from .checks import AlreadyThere, Invalid, Outdated
from .contacts import add_contact, change_contact, leave_contact, make_primary
from .erasure import erase_contact
from .exports import log_copy, log_export
from .notes import add_note, add_topic
from .organisations import change_organisation, create_organisation, set_holiday
from .registrations import confirm_startup, propose_startup, register_startup, reject_startup
from .startups import (
    add_reference,
    change_profile,
    pause_startup,
    remove_reference,
    set_listed,
    vouch,
    withdraw_vouching,
)

__all__ = [
    "AlreadyThere",
    "Invalid",
    "Outdated",
    "add_contact",
    "add_note",
    "add_reference",
    "add_topic",
    "change_contact",
    "change_organisation",
    "change_profile",
    "confirm_startup",
    "create_organisation",
    "erase_contact",
    "leave_contact",
    "log_copy",
    "log_export",
    "make_primary",
    "pause_startup",
    "propose_startup",
    "register_startup",
    "reject_startup",
    "remove_channel",
    "remove_reference",
    "set_channel",
    "set_holiday",
    "set_listed",
    "vouch",
    "withdraw_vouching",
]
