"""Frozen dataclasses to JSON and back, so that a row's plan can be sealed beside its cells."""

import datetime as dt
import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Packed = TypeVar("Packed")


def to_json(value: object) -> str:
    """One line of JSON; dates as ISO text, tuples as lists. Raises TypeError for anything else."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[Packed], packed: str) -> Packed:
    """The value again, checked against its annotations. Raises ValueError where it doesn't fit."""
    try:
        return cast(Packed, _typed(kind, json.loads(packed)))
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a packed {kind.__name__}") from error


def _plain(value: object) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(type(value).__name__)


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    """`value` as `kind`: a dataclass, tuple, union, enumeration, literal, date or plain value."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in get_args(kind):
            return None
        return _typed(next(each for each in get_args(kind) if each is not type(None)), value)
    if origin is tuple:
        inner = get_args(kind)
        each_kind = inner if inner[-1] is not Ellipsis else inner[:1] * len(value)
        if len(each_kind) != len(value):
            raise ValueError("a tuple has another length")
        return tuple(_typed(each, part) for each, part in zip(each_kind, value, strict=True))
    if origin is Literal:
        if value not in get_args(kind):
            raise ValueError("a value is not one of those allowed")
        return value
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(type, kind)(**{name: _typed(hint, value[name]) for name, hint in hints.items()})
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise ValueError("a value has another type")
    return value
