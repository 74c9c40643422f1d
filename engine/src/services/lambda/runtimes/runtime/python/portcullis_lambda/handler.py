"""Finds the function that `Handler` names: `module.function`, `folder/module.function`, `package.module.function`."""

import importlib
import traceback

from .errors import RuntimeFailure


def load_handler(name):
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        reason = "not enough values to unpack (expected 2, got 1)"
        raise RuntimeFailure("MalformedHandlerName", f"Bad handler '{name}': {reason}")
    module = _import(module_name)
    handler = getattr(module, function_name, None)
    if handler is None:
        raise RuntimeFailure("HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")
    return handler


def _import(module_name):
    try:
        return importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        trace = traceback.format_list(traceback.extract_tb(error.__traceback__)[-1:])
        message = f"Unable to import module '{module_name}': {error}"
        raise RuntimeFailure("ImportModuleError", message, _of_user(trace)) from error
    except SyntaxError as error:
        place = f'  File "{error.filename}", line {error.lineno}\n    {(error.text or "").strip()}\n'
        message = f"Syntax error in module '{module_name}': {error}"
        raise RuntimeFailure("UserCodeSyntaxError", message, [place]) from error


def _of_user(trace):
    return [frame for frame in trace if "<frozen importlib" not in frame and "/importlib/" not in frame]
