"""A handler's answer as JSON text."""

import decimal
import json

from .errors import RuntimeFailure


def to_json(value):
    try:
        return json.dumps(value, default=_default)
    except (TypeError, ValueError, RecursionError) as error:
        raise RuntimeFailure("MarshalError", f"Unable to marshal response: {error}") from error


def _default(value):
    # boto3 reads this from DynamoDB.
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
