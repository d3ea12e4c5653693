from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressedStatic(CompressedManifestStaticFilesStorage):
    """gzip only: brotli at its highest level takes a minute at every set-up."""

    manifest_strict = False

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(**{**options, "use_brotli": False})
