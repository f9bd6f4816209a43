"""pydantic's errors as problems: the key, a code, a message with the value, and a hint."""

from __future__ import annotations

from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from airdate.text import DATE_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Keys = tuple[str | int, ...]

_SHOWN = 60  # characters of a value that a message shows
_EMPTY = ("is empty", "Write a value, or delete the key if it is optional.")
_TOO_LONG = ("is {length} characters long; the limit is {max_length}", "Shorten it.")
_WHOLE = ("must be a whole number, not “{value}”", "Write digits only.")
_NUMBER = ("must be a number, not “{value}”", "Write digits, such as `1.5`.")
_BOOL = ("must be true or false, not “{value}”", "Write `true` or `false`.")
_LIST = ("must be a list, not “{value}”", "Write it as `[one, another]`.")
_TABLE = ("must be a table of keys, not “{value}”", "Write its keys, each with a value.")
# By pydantic's type of error: what is wrong, after the key's name, and a hint.
_MESSAGES = {
    "missing": ("is required", "Add it."),
    "string_type": ("must be text", "Put the value in quotes."),
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "too_long": _TOO_LONG,
    "string_too_long": _TOO_LONG,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": ("is too large a number", "Write a smaller number."),
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _BOOL,
    "bool_type": _BOOL,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dataclass_type": _TABLE,
    "model_type": _TABLE,
    "dict_type": _TABLE,
    "literal_error": ("is “{value}”", "Use one of: {choices}."),
    "greater_than": ("is {value}; it must be greater than {gt}", "Write a larger number."),
    "greater_than_equal": ("is {value}; the minimum is {ge}", "Write a larger number."),
    "less_than_equal": ("is {value}; the maximum is {le}", "Write a smaller number."),
}
_OTHER = ("is “{value}”, which is invalid", "See the documentation of this key.")
# Hints for required keys whose value isn't obvious.
_REQUIRED = {
    "guid": "Generate one with `uuidgen`. Never change it once it is published.",
    "date": f"Write it as {DATE_FORMS}.",
}
_UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}


class InvalidKey(NamedTuple):
    """What is wrong with the value of a key."""

    keys: Keys
    code: str
    message: str
    hint: str


def invalid_keys(error: ValidationError, model: type[BaseModel]) -> Iterator[InvalidKey]:
    """Yield every error of a file that was validated by `model`."""
    for detail in error.errors(include_url=False):
        keys = tuple(detail["loc"])
        if detail["type"] in _UNKNOWN:
            hint = _nearest_key(keys, model)
            yield InvalidKey(keys, "key-unknown", f"unknown key `{named(keys)}`", hint)
        else:
            code = "key-missing" if detail["type"] == "missing" else "key-invalid"
            fault, hint = _fault(keys, detail)
            yield InvalidKey(keys, code, f"`{named(keys)}` {fault}", hint)


def _fault(keys: Keys, detail: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong with a value, and a hint."""
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        fault, _, hint = str(context["error"]).rpartition("; ")
        return fault, hint
    fault, hint = _MESSAGES.get(detail["type"], _OTHER)
    if detail["type"] == "missing":
        hint = _REQUIRED.get(str(keys[-1]), hint)
    value = detail["input"]
    expected = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
    values = {
        **context,
        "value": _shown(value),
        "length": len(value) if hasattr(value, "__len__") else 0,
        "choices": expected,
    }
    return fault.format(**values), hint.format(**values)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(str(value).split())[:_SHOWN]


def named(keys: Keys) -> str:
    """Return a path of keys as people write it: guests[2].name, counted from 1."""
    name = ""
    for key in keys:
        name += f"[{key + 1}]" if isinstance(key, int) else f"{'.' if name else ''}{key}"
    return name


def _nearest_key(keys: Keys, model: type[BaseModel]) -> str:
    valid = sorted(_fields(keys[:-1], model))
    near = get_close_matches(str(keys[-1]), valid, n=1)
    return f"Did you mean `{near[0]}`?" if near else f"Use one of: {', '.join(valid)}."


def _fields(keys: Keys, model: type[BaseModel]) -> set[str]:
    """Return the keys of the table at a path of keys."""
    table: type[Any] = model
    for key in keys:
        if isinstance(key, str) and key in (annotations := annotations_of(table)):
            table = table_in(annotations[key]) or table
    return set(annotations_of(table))


def annotations_of(table: type[Any]) -> dict[str, Any]:
    """Return the keys of a table: of a model, or of a declared podcast tag."""
    if is_dataclass(table):
        return get_type_hints(table)
    return {name: field.annotation for name, field in table.model_fields.items()}


def table_in(annotation: Any) -> type[Any] | None:
    """Return the table within an annotation such as `list[Annotated[Table, …]] | None`."""
    from pydantic import BaseModel

    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or is_dataclass(annotation)
    ):
        return annotation
    inner = (table_in(each) for each in getattr(annotation, "__args__", ()))
    return next((each for each in inner if each), None)
