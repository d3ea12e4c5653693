from .contacts import Channel, Contact, Invitation, Membership
from .organisations import Note, Organisation, Reference, StartupProfile, Topic

__all__ = [
    "Channel",
    "Contact",
    "Invitation",
    "Membership",
    "Note",
    "Organisation",
    "Reference",
    "StartupProfile",
    "Topic",
]
