"""Output of `logging`, in Lambda's text and JSON formats: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html"""

import json
import logging
import os
import sys
import time

from .errors import one_entry

# Set for each invocation.
current = {"request_id": ""}


class _TextFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        text = super().format(record)
        at = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        return f"[{record.levelname}]\t{at}\t{current['request_id']}\t{one_entry(text)}"


class _JsonFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        entry = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": current["request_id"],
        }
        if record.exc_info:
            entry["stackTrace"] = self.formatException(record.exc_info).split("\n")
        return json.dumps(entry, default=str)


# Lambda has TRACE and FATAL beside Python's names.
LEVELS = {"TRACE": logging.DEBUG, "FATAL": logging.CRITICAL}


def set_up_logging():
    is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO" if is_json else "WARNING").upper()
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonFormatter() if is_json else _TextFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(LEVELS.get(level, level))
