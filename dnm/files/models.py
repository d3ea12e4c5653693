from django.db import models


class StoredFile(models.Model):
    """A file under its SHA-256, in DNM_DATA_DIR/files. The same content is kept once.

    `name` and `by_label` are those of the first who brought it: a page shows its own record's name instead.
    After an erasure the row stays as a witness that there was a file; name, uploader and content are gone.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    by_label = models.CharField(max_length=60, blank=True)
    personal = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name or self.sha256[:12]
