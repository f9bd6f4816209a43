"""What pydantic found, told in an author's words: the key, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_type_hints

from airdate.workspace.read.dates import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Keys = tuple[str | int, ...]

# By pydantic's type of error: what is wrong, and how to mend it; `{…}` from the error's context.
_SAID = {
    "missing": ("is missing", "write it"),
    "string_type": ("has to be text", "put it between quotes"),
    "string_too_short": ("is empty", "write something, or leave the key out"),
    "too_short": ("is empty", "write something, or leave the key out"),
    "too_long": ("is longer than {max_length} characters", "shorten it"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "int_parsing": ("has to be a whole number", "write it with digits alone"),
    "int_type": ("has to be a whole number", "write it with digits alone"),
    "int_parsing_size": ("is not a number that anything counts to", "write a smaller number"),
    "finite_number": ("has to be a number", "write it with digits"),
    "int_from_float": ("has to be a whole number", "write it with digits alone"),
    "float_parsing": ("has to be a number", "write it with digits"),
    "float_type": ("has to be a number", "write it with digits"),
    "bool_parsing": ("has to be true or false", "write true or false"),
    "bool_type": ("has to be true or false", "write true or false"),
    "list_type": ("has to be a list", "write it as [one, another]"),
    "tuple_type": ("has to be a list", "write it as [one, another]"),
    "dataclass_type": ("has to be a table of keys", "write its keys, each with a value"),
    "model_type": ("has to be a table of keys", "write its keys, each with a value"),
    "dict_type": ("has to be a table of keys", "write its keys, each with a value"),
    "literal_error": ("is not one of {expected}", "write one of them"),
    "greater_than": ("has to be more than {gt}", "write a larger number"),
    "greater_than_equal": ("is less than {ge}", "write a larger number"),
    "less_than_equal": ("is more than {le}", "write a smaller number"),
}

# How to mend it where a key that is needed is missing, if that is more than to write it.
_NEEDED = {
    "guid": "write a new one, as `uuidgen` makes it; once it is published it never changes",
    "date": f"write it as {FORMS}",
}


def told(error: ValidationError, model: type[BaseModel]) -> Iterable[tuple[Keys, str, str]]:
    """Yield each error as the path of its key, what is wrong, and how to mend it."""
    for detail in error.errors(include_url=False):
        keys = tuple(detail["loc"])
        yield keys, *_said(keys, detail, model)


def _said(keys: Keys, detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    name = f"`{named(keys)}`"
    if detail["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"{name} is no key that Airdate knows", _did_you_mean(keys, model)
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        what, _, hint = str(context["error"]).rpartition("; ")
        return f"{name} {what}", hint
    what, hint = _SAID.get(detail["type"], ("is not right", "look it up in the guide"))
    if detail["type"] == "missing":
        hint = _NEEDED.get(str(keys[-1]), hint)
    return f"{name} {what.format(**context)}", hint


def named(keys: Keys) -> str:
    """Return a path of keys as people write it: guests[2].name, counted from 1."""
    name = ""
    for key in keys:
        name += f"[{key + 1}]" if isinstance(key, int) else f"{'.' if name else ''}{key}"
    return name


def _did_you_mean(keys: Keys, model: type[BaseModel]) -> str:
    known = sorted(_fields(keys[:-1], model))
    near = get_close_matches(str(keys[-1]), known, n=1)
    return f"Did you mean `{near[0]}`?" if near else f"the keys are {', '.join(known)}"


def _fields(keys: Keys, model: type[BaseModel]) -> set[str]:
    """Return the keys of the table that is found under a path of keys."""
    table: type[Any] = model
    for key in keys:
        if isinstance(key, str) and key in (inside := _annotations(table)):
            table = _table(inside[key]) or table
    return set(_annotations(table))


def _annotations(table: type[Any]) -> dict[str, Any]:
    """Return the keys of a table: of a model, or of a declared podcast tag."""
    if is_dataclass(table):
        return get_type_hints(table)
    return {name: field.annotation for name, field in table.model_fields.items()}


def _table(annotation: Any) -> type[Any] | None:
    """Return the table within an annotation such as `list[Annotated[Table, …]] | None`."""
    from pydantic import BaseModel

    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or is_dataclass(annotation)
    ):
        return annotation
    inner = (_table(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in inner if each), None)
