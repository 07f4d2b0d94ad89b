"""No module imports itself in a circle, functions' own imports included."""

import grimp


def graph() -> grimp.ImportGraph:
    """Return who imports whom. That acts start background work, which acts in turn, is no circle of knowledge."""
    built = grimp.build_graph("kenes", exclude_type_checking_imports=True)
    for name in built.modules:
        app, acts, _ = name.partition(".acts")
        if acts and f"{app}.tasks" in built.modules:
            built.remove_import(importer=name, imported=f"{app}.tasks")
    return built


def test_no_import_goes_in_a_circle() -> None:
    """What is left after taking away, again and again, whatever imports nothing that is left, imports itself."""
    built = graph()
    left = {name: set(built.find_modules_directly_imported_by(name)) for name in built.modules}
    while free := {name for name, imported in left.items() if not imported & left.keys()}:
        left = {name: imported for name, imported in left.items() if name not in free}
    used = {name for imported in left.values() for name in imported}
    assert sorted(left.keys() & used) == []
