"""What import-linter cannot see: who names the folder .airdate, and that plans open no file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline" / "airdate"
# ledger/ and store/ own .airdate. The others only name a place in it for them.
NAMING = {
    "cli/commands.py",  # the preview's store
    "publish/artifacts.py",  # Jinja's bytecode
    "publish/checked.py",  # the cache
    "publish/cluster.py",  # shows to workers that a folder is the same
    "publish/maintenance.py",  # the notes of uploads
    "publish/unpublish.py",  # the guids of older workspaces
    "workspace/read/field_types.py",  # no storage may be in it
}
PLANNING = ("diff", "guards", "merge", "notices", "rollback")
OPENING = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "unlink", "mkdir"}


def test_only_the_ledger_and_stores_own_the_folder_airdate() -> None:
    naming = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(".airdate")  # a path, and no message
    }
    outside = {each for each in naming if not each.startswith(("ledger/", "store/"))}
    assert outside <= NAMING


@pytest.mark.parametrize("name", PLANNING)
def test_what_plans_a_publish_opens_no_file(name: str) -> None:
    tree = ast.parse((PACKAGE / f"publish/{name}.py").read_text("utf-8"))
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    assert not called & OPENING


def test_no_two_modules_have_one_name() -> None:
    names = [path.stem for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    assert sorted(names) == sorted(set(names))


def test_the_root_of_the_package_has_five_modules() -> None:
    found = {path.stem for path in PACKAGE.glob("*.py")}
    assert found == {"__init__", "__main__", "errors", "files", "text"}
