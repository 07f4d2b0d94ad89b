"""A script of acts: each has its moment, and the sample's clock stands there when it happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kenes.base import clock

Scene = Callable[[], object]


@dataclass
class Script:
    """Scenes in any order; `play` performs them by the clock, as a real council would have."""

    today: datetime
    scenes: list[tuple[datetime, int, Scene]] = field(default_factory=list)

    def moment(self, days_ago: float, hour: int = 10, minute: int = 0) -> datetime:
        """Return a time of day (Astana's, UTC+5) some days before the sample was loaded, never later than now."""
        day = (self.today - timedelta(days=days_ago)).replace(hour=0, minute=0, second=0, microsecond=0)
        return min(day + timedelta(hours=hour - 5, minutes=minute), self.today)

    def on(self, moment: datetime, scene: Scene) -> None:
        self.scenes.append((moment, len(self.scenes), scene))

    def play(self) -> None:
        """Perform all scenes in the order of their moments; scenes that scenes add are performed too."""
        while self.scenes:
            self.scenes.sort(key=lambda item: item[:2])
            moment, _, scene = self.scenes.pop(0)
            with clock.at(moment):
                scene()


def present() -> datetime:
    """Return the moment that the sample counts back from."""
    return datetime.now(UTC)
