"""Settings for tests: the real ones, with a data folder of their own and quick password hashes."""

import os
import tempfile

os.environ.setdefault("KENES_HOME", tempfile.mkdtemp(prefix="kenes-test-"))
os.environ.setdefault("KENES_SECRET_KEY", "only-for-tests")

from kenes.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
