"""Output of `logging` and of failures, in Lambda's text and JSON formats: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import json
import logging
import os
import sys
import time
import traceback

from .errors import logged, one_entry
from .marshal import to_json

# Set for each invocation.
current = {"request_id": "", "tenant_id": None}

DATE_TIME = "%Y-%m-%dT%H:%M:%S"
JSON_DATE_TIME = f"{DATE_TIME}Z"

IS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"

TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"

# Members that every record has; all others are of the caller's own (`extra`), a task's name among them, as on Lambda.
OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "aws_request_id", "tenant_id"} - {"taskName"}


class LambdaLoggerFilter(logging.Filter):
    """Gives each record the ids, which formatters of the function's own name too."""

    def filter(self, record):
        record.aws_request_id = current["request_id"]
        record.tenant_id = current["tenant_id"]
        return True


class LambdaLoggerHandler(logging.Handler):
    """Writes each record as one entry. A record that cannot be formatted fails the caller, as on Lambda."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def emit(self, record):
        text = self.format(record)
        self.stream.write(one_entry(text[:-1] if text.endswith("\n") else text) + "\n")


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "timestamp": self.formatTime(record, JSON_DATE_TIME),
            "level": _level_name(record),
            "message": record.getMessage(),
            "logger": record.name,
            **_failure(record),
            "requestId": record.aws_request_id,
            "location": _location(record),
            "tenantId": record.tenant_id,
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
        "errorType": kind.__name__,
        "errorMessage": str(error),
    }


def _location(record):
    return f"{record.pathname}:{record.funcName}:{record.lineno}" if record.exc_info else None


def log_failure(error):
    """Writes a failure's document as Lambda's runtime does: without the module `logging`, so at every level."""
    if IS_JSON:
        entry = {"timestamp": time.strftime(JSON_DATE_TIME, time.gmtime()), "log_level": "ERROR", **error}
        print(to_json(entry))
    else:
        print(logged(error))


# Lambda has TRACE and FATAL beside Python's names.
LEVELS = {"TRACE": "DEBUG"}


def set_up_logging():
    given = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = LEVELS.get(given, given)
    logging.Formatter.converter = time.gmtime
    handler = LambdaLoggerHandler(sys.stdout)
    handler.setFormatter(JsonFormatter() if IS_JSON else logging.Formatter(TEXT_FORMAT, DATE_TIME))
    handler.addFilter(LambdaLoggerFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    # Python's own level, WARNING, counts where none is given.
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)
