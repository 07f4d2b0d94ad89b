"""Under which rule something is said: open, Chatham House, closed; and how it is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attribution(models.TextChoices):
    """The rule of a meeting or a deliberation; what each reader sees of each field: `kenes.attribution.table`."""

    OPEN = "open", _("Open: contributions carry their author")
    CHATHAM = "chatham", _("Chatham House Rule: what was said may be used, not who said it")
    CLOSED = "closed", _("Closed: only those who take part read it")


__all__ = ["Attribution"]
