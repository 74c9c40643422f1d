"""The answer of Lambda's Python runtime to what failed."""

import importlib
import itertools
import os
import traceback

OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


class RuntimeFailure(Exception):
    """An error of the runtime rather than of the function's code: its type is `Runtime.{kind}`."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind = kind
        self.trace = list(trace)


def describe(error, request_id=""):
    """The JSON document of an error; `request_id` is empty while the function is loaded."""
    return {
        "errorMessage": str(error),
        "errorType": f"Runtime.{error.kind}" if isinstance(error, RuntimeFailure) else type(error).__name__,
        "requestId": request_id,
        "stackTrace": error.trace if isinstance(error, RuntimeFailure) else _frames(error),
    }


def place(error):
    """The innermost frame of the function's code, where Lambda's document of an error names none."""
    cause = error.__cause__ or error
    frames = [frame for frame in traceback.extract_tb(cause.__traceback__) if not _is_of_imports(frame)]
    return None if not frames else {"path": frames[-1].filename, "line": frames[-1].lineno, "label": frames[-1].name}


def _is_of_imports(frame):
    return frame.filename.startswith(("<frozen importlib", OWN_FOLDER, os.path.dirname(importlib.__file__)))


def logged(error):
    """The same as one entry of the log: it names the error, and says where."""
    head = f"[ERROR] {error['errorType']}" + (f": {error['errorMessage']}" if error["errorMessage"] else "")
    frames = [_indented(line) for frame in error["stackTrace"] for line in frame.splitlines()]
    return one_entry("\n".join([head, "Traceback (most recent call last):", *frames]))


def _indented(line):
    """CloudWatch keeps these blanks where it would cut others off."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


def one_entry(text):
    """Lambda begins a new entry at each line feed, and none at a carriage return."""
    return text.replace("\n", "\r")


def _frames(error):
    """Begins at the function's code. The marks below a line of code are left out, as on Lambda."""
    frames = traceback.extract_tb(error.__traceback__)
    frames = itertools.dropwhile(lambda frame: frame.filename.startswith(OWN_FOLDER), frames)
    return traceback.format_list([tuple(frame) for frame in frames])
