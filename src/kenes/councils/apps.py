from typing import Any

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "kenes.councils"
    label = "councils"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        authenticator_added.connect(end_others, dispatch_uid="councils.end_others")


def end_others(request: Any, user: Any, **kwargs: Any) -> None:
    """A session that began before the second factor was set up has not passed it: sign it out."""
    from kenes.councils.acts import end_sessions

    end_sessions(user=user, keep=request.session.session_key)
