"""Output of `logging` and of failures, in Lambda's text and JSON formats: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import json
import logging
import os
import sys
import time
import traceback

from .errors import logged, one_entry

# Set for each invocation.
current = {"request_id": "", "tenant_id": None}

DATE_TIME = "%Y-%m-%dT%H:%M:%S"
JSON_DATE_TIME = f"{DATE_TIME}Z"

IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"

# Members that every record has; all others are of the caller's own (`extra`).
OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}


class _TextFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        text = super().format(record)
        at = f"{self.formatTime(record, DATE_TIME)}.{int(record.msecs):03d}Z"
        return f"[{record.levelname}]\t{at}\t{current['request_id']}\t{one_entry(text)}"


class _JsonFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        entry = {
            "timestamp": self.formatTime(record, JSON_DATE_TIME),
            "level": _level_name(record),
            "message": record.getMessage(),
            "logger": record.name,
            **_failure(record),
            "requestId": current["request_id"],
            "location": _location(record),
            "tenantId": current["tenant_id"],
        }
        own = {key: value for key, value in vars(record).items() if key not in OF_EVERY_RECORD and key not in entry}
        known = {key: value for key, value in {**entry, **own}.items() if value is not None}
        return json.dumps(known, ensure_ascii=False)


def _level_name(record):
    """Lambda rounds levels of a program's own down to one that it knows."""
    return logging.getLevelName(min(logging.CRITICAL, max(logging.NOTSET, record.levelno)) // 10 * 10)


def _failure(record):
    if not record.exc_info:
        return {}
    kind, error, trace = record.exc_info
    return {
        "stackTrace": traceback.format_tb(trace),
        "errorType": kind and kind.__name__,
        "errorMessage": str(error),
    }


def _location(record):
    return f"{record.pathname}:{record.funcName}:{record.lineno}" if record.exc_info else None


def log_failure(error):
    """Writes a failure's document as Lambda's runtime does: without the module `logging`, so at every level."""
    if IS_JSON:
        entry = {"timestamp": time.strftime(JSON_DATE_TIME, time.gmtime()), "log_level": "ERROR", **error}
        print(json.dumps(entry, ensure_ascii=False))
    else:
        print(logged(error))


# Lambda has TRACE and FATAL beside Python's names.
LEVELS = {"TRACE": "DEBUG"}


def set_up_logging():
    given = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = LEVELS.get(given, given)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonFormatter() if IS_JSON else _TextFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    # Python's own level, WARNING, counts where none is given.
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
