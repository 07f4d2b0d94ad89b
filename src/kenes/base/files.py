"""Keeping uploads: checked, under a random name, and opened only through the view that asks who reads."""

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.errors import BadFile, Invalid
from kenes.base.ids import new_token
from kenes.base.models import File
from kenes.base.sniff import TOO_BIG, Checked, check

ACCEPT = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx,.txt,.csv"
# Who may open a file: the public, members, the secretariat, "author/<member id>" (that member and the secretariat), or
# "sealed/<member id>" (that member alone).
VISIBLE_TO = ("public", "members", "secretariat")
AUTHOR = "author/"
SIDE = "side/"  # "side/<side id>": that side's members, and nobody of another side whatever their role
SEALED = "sealed/"
FILES_MOST = 5  # with one signal, one practice, one answer
Upload = UploadedFile | Checked


def read_upload(upload: UploadedFile) -> Checked:
    """Return what may be kept of an upload, or raise BadFile. Slow for photos: forms call it before any transaction."""
    most = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > most:
        raise BadFile(TOO_BIG, most=most // 1024 // 1024)
    upload.seek(0)
    return check(upload.name or "file", upload.read(most + 1))


def keep(*, upload: Upload, council: str, subject: str, owner: Any, visible_to: str = "members") -> File:
    """Store one upload for `subject` (a reference) of `council` (its public id) and return it.

    Part of the act that calls it. Where that act fails after all, the bytes stay without a row and `sweep` removes them.
    """
    if visible_to not in VISIBLE_TO and not visible_to.startswith((AUTHOR, SIDE, SEALED)):
        raise Invalid(field="visible_to")
    checked = upload if isinstance(upload, Checked) else read_upload(upload)
    token = new_token()
    path = Path(token[:2]) / token
    there = Path(settings.MEDIA_ROOT) / path
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(checked.data)
    return File.objects.create(
        council=council,
        subject=subject,
        owner=owner,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        path=str(path),
        visible_to=visible_to,
        created_at=clock.now(),
    )


def path_of(file: File) -> Path:
    """Return where a file's bytes lie."""
    return Path(settings.MEDIA_ROOT) / file.path


def files_of(subject: str) -> list[File]:
    """Return the files of an object, in the order they came."""
    return list(File.objects.filter(subject=subject))


def sweep(older_than: float = 24 * 3600) -> int:
    """Remove bytes that no row names (their act failed) and that are older than a day; return how many."""
    root = Path(settings.MEDIA_ROOT)
    old = [p for p in root.glob("??/*") if p.stat().st_mtime < time.time() - older_than]
    known = set(File.objects.filter(path__in=[str(p.relative_to(root)) for p in old]).values_list("path", flat=True))
    gone = [p for p in old if str(p.relative_to(root)) not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


class FilesInput(forms.FileInput):
    """Several files in one field; the phone offers its camera."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})


class FilesField(forms.FileField):
    """Files that are checked, and photos re-encoded, while the form is validated. Cleans to a list of Checked."""

    widget = FilesInput

    def __init__(self, *, most: int = FILES_MOST, **kwargs: Any) -> None:
        self.most = most
        self.cleaned_by: Callable[[Checked], Checked] | None = None  # what takes time is done here, before any transaction
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads:
            return super().clean(None, initial) or []
        if len(uploads) > self.most:
            raise forms.ValidationError(_("At most %(most)s files can be attached.") % {"most": self.most}, code="too_many_files")
        checked = []
        for upload in uploads:
            try:
                read = read_upload(upload)
                checked.append(self.cleaned_by(read) if self.cleaned_by else read)
            except BadFile as error:
                raise forms.ValidationError(f"{upload.name}: {error}", code=error.code) from None
        return checked
