"""Other tests take their tables straight from the models. Migrations make the same ones, on both databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# What a table is made of: columns, constraints, indexes.
DEFINITION = {
    "sqlite": ["SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL"],
    "postgresql": [
        "SELECT column_name, data_type, is_nullable, column_default, is_identity, character_maximum_length "
        "FROM information_schema.columns WHERE table_name = %s",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass",
        "SELECT indexdef FROM pg_indexes WHERE tablename = %s",
    ],
}


def tables_of(database: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """Return what every table of ours is made of, in no order: a migration adds columns at the end."""
    models = apps.get_models(include_auto_created=True)
    found: dict[str, list[str]] = {}
    with database.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in models if model.__module__.startswith("kenes.")}):
            rows: list[str] = []
            for query in DEFINITION[database.vendor]:
                cursor.execute(query, [table])
                rows += (" | ".join(map(str, row)) for row in cursor.fetchall())
            parts = (part for row in rows for part in (row.split(", ") if database.vendor == "sqlite" else [row]))
            found[table] = sorted(part.removeprefix(f'CREATE TABLE "{table}" (').rstrip(")") for part in parts)
    return found


@pytest.fixture
def migrated(db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A database of its own, made as an installation makes it."""
    here = connection.settings_dict
    name = str(tmp_path / "kenes.sqlite3") if connection.vendor == "sqlite" else f"{here['NAME']}_migrated"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"KENES_HOME": str(tmp_path)}
    if connection.vendor == "postgresql":
        ask(f'CREATE DATABASE "{name}"')
        environment["DATABASE_URL"] = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{name}"
    command = [sys.executable, "-m", "kenes.config.cli", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    there = connection.copy("migrated")  # type: ignore[attr-defined]
    there.settings_dict["NAME"] = name
    connections["migrated"] = there
    yield there
    there.close()
    del connections["migrated"]
    if connection.vendor == "postgresql":
        ask(f'DROP DATABASE "{name}"')


def ask(sql: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql)


def test_migrations_make_the_tables_that_the_models_describe(migrated: BaseDatabaseWrapper) -> None:
    made, described = tables_of(migrated), tables_of(connection)
    assert len(made) > 100
    assert all(made.values())
    assert made == described
