"""``dnm match``: needs and offers as JSONL, ranked matches as JSONL. No Django, no database."""

import json
import os
import sys
from pathlib import Path

from .environment import data_folder
from .failure import Failure
from .progress import progress_on


def match(needs: Path, offers: Path, *, top: int) -> int:
    from dnm.engines.ranking import Encoder, RankingError
    from dnm.engines.ranking.jsonl import match_files

    models = Path(os.environ.get("DNM_MODELS_DIR", data_folder() / "models"))
    for path in (needs, offers):
        if not path.is_file():
            raise Failure(f"{path}: no such file")
    try:
        encoder = Encoder.best(models, light=os.environ.get("DNM_RANKING") == "light")
        if encoder.mode != "full" and os.environ.get("DNM_RANKING", "full") == "full":
            print(f"dnm: ranking in {encoder.mode} mode, no full model in {models}", file=sys.stderr)
        for line in match_files(needs, offers, top, encoder, progress_on(sys.stderr, quiet=sys.stdout.isatty())):
            print(json.dumps(line, ensure_ascii=False), flush=True)
    except RankingError as wrong:
        raise Failure(str(wrong)) from wrong
    return 0
