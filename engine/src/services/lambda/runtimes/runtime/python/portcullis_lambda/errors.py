"""The answer of Lambda's Python runtime to what failed."""

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
    """The user's frames: what called them, and how modules are imported, is nobody's concern."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [index for index, frame in enumerate(frames) if frame.filename.startswith(OWN_FOLDER)]
    frames = frames[own[-1] + 1 :] if own else frames
    shown = [frame for frame in frames if not frame.filename.startswith("<frozen importlib")]
    return traceback.format_list(shown)
