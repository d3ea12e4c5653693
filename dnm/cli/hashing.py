import hashlib
import json


def combined(hashes: dict[str, str]) -> str:
    """One hash for a whole database from the hashes of its tables."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
