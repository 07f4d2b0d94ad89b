"""What happens by itself: every app's tasks.py may define `tick()`, which the worker calls every minute."""

import logging
from collections.abc import Callable
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Tick = Callable[[], None]
log = logging.getLogger(__name__)


def ticks() -> dict[str, Tick]:
    """Return the tick of every app that has one, lower rooms first."""
    found: dict[str, Tick] = {}
    for config in reversed(list(apps.get_app_configs())):
        if config.name.startswith("kenes.") and module_has_submodule(config.module, "tasks"):
            tick = getattr(import_module(f"{config.name}.tasks"), "tick", None)
            if tick:
                found[config.name] = tick
    return found


def tick_all() -> list[str]:
    """Run every app's tick; return the apps whose tick failed. One failure does not keep the others from running."""
    failed = []
    for name, tick in ticks().items():
        try:
            tick()
        except Exception:
            log.exception("The tick of %s failed.", name)
            failed.append(name)
    return failed
