"""
A handler's answer as JSON text, in the way of simplejson, with which Lambda's runtime writes it: a Decimal keeps its
digits, a named tuple is an object, and bytes are text.
"""

import decimal
import os
from json.encoder import encode_basestring, encode_basestring_ascii

from .errors import RuntimeFailure

# Up to this runtime all beyond ASCII is written as an escape.
LAST_WITH_ESCAPES = (3, 11)

CONSTANTS = {None: "null", True: "true", False: "false"}

NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def to_json(value):
    try:
        return _encode(value, set())
    except Exception as error:
        raise RuntimeFailure("MarshalError", f"Unable to marshal response: {error}") from error


def _escapes_all():
    version = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python")[2].split(".")
    return not all(part.isdigit() for part in version) or tuple(map(int, version)) <= LAST_WITH_ESCAPES


_text = encode_basestring_ascii if _escapes_all() else encode_basestring


def _number(value):
    if isinstance(value, decimal.Decimal):
        return "NaN" if value.is_nan() else str(value)
    # Not what a class of the caller's own would print.
    text = int.__repr__(value) if isinstance(value, int) else float.__repr__(value)
    return NOT_FINITE.get(text, text)


def _encode(value, parents):
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    if isinstance(value, (int, float, decimal.Decimal)):
        return _number(value)
    if isinstance(value, bytes):
        return _text(value.decode())
    if id(value) in parents:
        raise ValueError("Circular reference detected")
    parents.add(id(value))
    text = _encode_container(value, parents)
    parents.remove(id(value))
    return text


def _encode_container(value, parents):
    if isinstance(value, list):
        return _array(value, parents)
    members = getattr(value, "_asdict", None)
    if callable(members):
        return _object(members(), parents)
    if isinstance(value, tuple):
        return _array(value, parents)
    if isinstance(value, dict):
        return _object(value, parents)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _array(items, parents):
    return f"[{', '.join([_encode(item, parents) for item in items])}]"


def _object(members, parents):
    return "{" + ", ".join([f"{_text(_key(key))}: {_encode(item, parents)}" for key, item in members.items()]) + "}"


def _key(key):
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return key.decode()
    if key is None or isinstance(key, bool):
        return CONSTANTS[key]
    if isinstance(key, (int, float)):
        return _number(key)
    raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")
