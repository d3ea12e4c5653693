"""The written material of the demo region: invented firms, people, needs and offers."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read(name: str) -> Any:
    """The content of ``<name>.yaml`` beside this file."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # the same as safe_load, eight times as fast
