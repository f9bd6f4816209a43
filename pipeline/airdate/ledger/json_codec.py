"""Values to canonical JSON and back, by their type; pydantic is loaded when one is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

V = TypeVar("V")

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def encode(value: object) -> bytes:
    """Return a dataclass as JSON; what is infinite (the loudness of silence) as a string."""
    from pydantic_core import to_json

    return to_json(value, inf_nan_mode="strings", fallback=str)  # of pure paths


def decode(kind: type[V], body: bytes) -> V:
    """Return the value; the inverse of `encode`. Raises pydantic's ValidationError."""
    adapter = _adapters.get(kind) or _adapters.setdefault(kind, _adapter(kind))
    value: V = adapter.validate_json(body)
    return value


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return what reads a kind of value: making one takes longer than using it."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
