"""The source as syntax trees, and who calls whom in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import kenes

PACKAGE = Path(kenes.__file__).parent


@dataclass
class Module:
    """One source file: its dotted name, tree, and what each imported name stands for."""

    name: str
    path: Path
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> str:
        return self.name.split(".")[1]

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")[2:]

    def is_in(self, *rooms: str) -> bool:
        """Return whether this is `views.py` or a file of the folder views/, and so on."""
        return bool(self.parts) and self.parts[0] in rooms

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Yield the module's own functions, not methods."""
        yield from (node for node in self.tree.body if isinstance(node, ast.FunctionDef))

    def meant(self, call: ast.Call) -> str | None:
        """Return the dotted name that a call means, where its name leads to one of our modules."""
        match call.func:
            case ast.Name(id=name):
                return self.imports.get(name, f"{self.name}.{name}")
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in self.imports:
                return f"{self.imports[owner]}.{name}"
        return None


@cache
def modules() -> dict[str, Module]:
    """Return every module of the package by its dotted name, migrations left out."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        parts = ("kenes", *path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = Module(name, path, ast.parse(path.read_text()))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                module.imports |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                module.imports |= {alias.asname: alias.name for alias in node.names if alias.asname}
        found[name] = module
    return found


@cache
def functions() -> dict[str, tuple[Module, ast.FunctionDef]]:
    """Return every module-level function by its dotted name."""
    return {f"{module.name}.{node.name}": (module, node) for module in modules().values() for node in module.functions()}


def home(dotted: str) -> str:
    """Return where a name is defined: follows re-exports such as acts/__init__.py makes."""
    seen = set()
    while dotted not in functions() and dotted not in seen:
        seen.add(dotted)
        owner, _, name = dotted.rpartition(".")
        if owner not in modules():
            break
        dotted = modules()[owner].imports.get(name, dotted)
    return dotted


@cache
def calls(dotted: str) -> frozenset[str]:
    """Return the functions of ours that a function calls itself."""
    module, node = functions()[dotted]
    meant = (module.meant(call) for call in ast.walk(node) if isinstance(call, ast.Call))
    return frozenset(home(name) for name in meant if name and name.startswith("kenes."))


def reaches(start: str, goal: str) -> bool:
    """Return whether calling `start` may come to call `goal`."""
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen and name in functions():
            seen.add(name)
            waiting += calls(name)
    return False


def is_act(node: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "act" for d in node.decorator_list)


@cache
def acts() -> dict[str, tuple[Module, ast.FunctionDef]]:
    """Return every function marked @act by its dotted name."""
    return {name: (module, node) for name, (module, node) in functions().items() if is_act(node)}
