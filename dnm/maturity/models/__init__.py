from .checks import STAGE_LABELS, Answer, Check, Door, PlannedStage
from .figures import Block, Measure, Snapshot
from .invitations import Invited, Round

__all__ = [
    "STAGE_LABELS",
    "Answer",
    "Block",
    "Check",
    "Door",
    "Invited",
    "Measure",
    "PlannedStage",
    "Round",
    "Snapshot",
]
