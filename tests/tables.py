"""The tables of an empty database straight from the models, with reference data.

Migrations make the same tables (tests/config/test_migrations.py compares), a good deal slower.
"""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from kenes.councils.reference import load_reference


def create() -> None:
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    load_reference()
