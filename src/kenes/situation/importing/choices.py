"""What somebody answered so far about an uploaded file: kept with its draft as JSON, given by options on the command line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kenes.base.text import fold


@dataclass
class Choices:
    table: str = ""  # which of the file's tables
    indicator: str = ""  # the code that its values go to
    period: str = ""  # of a table about one period
    names: dict[str, str] = field(default_factory=dict)  # folded name -> code, or "-": leave out
    answers: dict[str, str] = field(default_factory=dict)  # decision -> option
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)  # indicator -> field -> as typed
    replace: bool = False  # what is stored and not in the file goes

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Choices":
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def name(self, name: str) -> str:
        return self.names.get(fold(name), "")
