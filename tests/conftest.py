"""What all tests share: reference data, compiled catalogues, a council with people in it."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from kenes.config import catalogue
from kenes.councils.models import Council, Member
from kenes.councils.reference import load_reference
from tests import factories

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM: dict[str, Any] = {
    "executable_path": os.environ.get("KENES_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium",
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
    ],
}

BLOCKER: pytest.StashKey[Any] = pytest.StashKey()  # lets code outside of tests ask the database


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "both databases are tested, in two runs: the second leaves out what asks no database, each what the other is for (in_run)"
    parser.addoption("--of-two", choices=["first", "second"], help=said)


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("kenes", deadline=None)  # how long an example takes says something about the machine only
    settings.load_profile("kenes")
    config.addinivalue_line("markers", "in_run(which): where both databases are tested, once is enough: in the first run or the second")
    catalogue.compile_all()


def asks_database(item: pytest.Item) -> bool:
    """Return whether a test may ask the database; pytest-django refuses it to all others."""
    ways = {"_django_db_helper", "live_server"}
    return bool(ways & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def is_about_pages(item: pytest.Item) -> bool:
    """Return whether a test shows what stands on pages, by the name of its file; tests/architecture opens every page on both databases."""
    return item.path.stem.endswith(("page", "pages"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need what is not here are counted as not run; their results say what they needed (tests/ran.py)."""
    run = config.getoption("--of-two")
    lacking = {
        "browser": None if shutil.which("chromium") else "needs Chromium",
        "postgres": None if connection.vendor == "postgresql" else "needs PostgreSQL in DATABASE_URL",
        "sqlite": None if connection.vendor == "sqlite" else "about SQLite",
    }
    for item in items:
        for need, reason in lacking.items():
            if item.get_closest_marker(need):
                item.user_properties.append(("needs", need))
                if reason:
                    item.add_marker(pytest.mark.skip(reason=reason))
        item.user_properties += [("needs", "database")] if asks_database(item) else []
        if is_about_pages(item):
            item.add_marker(pytest.mark.in_run("first"))
        for mark in item.iter_markers("in_run"):
            item.user_properties.append(("needs", "one run"))
            if run and run not in mark.args:
                item.add_marker(pytest.mark.skip(reason=f"is for the {mark.args[0]} run"))
    if run == "second":
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = filter(asks_database, items)


def is_transactional(item: pytest.Item) -> bool:
    """Return whether a test has real transactions: its tables are emptied when it is over."""
    marker = item.get_closest_marker("django_db")
    named = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(named) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    request.config.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        load_reference()
    yield
    if connection.vendor == "postgresql":  # a browser's last connection may still be open; the database could not be removed
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Bring the reference data back after a test with real transactions: whichever test comes next on this worker needs it."""
    yield
    if nextitem and is_transactional(item) and BLOCKER in item.config.stash:  # after the last one the database itself is gone
        with item.config.stash[BLOCKER].unblock():
            load_reference()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English unless they say otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests of a worker. Playwright's event loop runs in the test's thread, where tests ask the database."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def council(db: None) -> Council:
    """A national council: one side, Kazakhstan, 20 regions."""
    return factories.council()


@pytest.fixture
def member(council: Council) -> Member:
    return factories.member(council)


@pytest.fixture
def secretary(council: Council) -> Member:
    return factories.member(council, role=Member.Role.SECRETARY)
