"""Accounts of people, and their sessions."""

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from kenes.base.ids import new_public_id


class UserManager(BaseUserManager["User"]):
    """Makes accounts; a username is a random id that nobody types."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. A person may hold seats in several councils. Mail is optional: sign-in must not depend on it."""

    username = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)  # personal: shown to the secretariat only
    language = models.CharField(max_length=2, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # runs this installation: may create councils
    created_at = models.DateTimeField(auto_now_add=True)
    folded = models.CharField(max_length=400, blank=True, editable=False)  # name and mail as search compares them

    objects = UserManager()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Session(AbstractBaseSession):
    """A session that knows its user, so that suspending a seat ends its sessions at once and a vote needs one query."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    objects: ClassVar[BaseSessionManager[Any]] = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
