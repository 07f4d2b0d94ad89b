"""What is done across rooms, in plain words: entries of the record."""

from django.utils.translation import gettext_lazy as _

ENTRIES = {"text.translated": _("A text was translated (language: %(language)s)")}
