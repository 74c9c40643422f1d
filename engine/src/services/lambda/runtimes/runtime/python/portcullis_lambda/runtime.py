"""The loop that every Lambda runtime is."""

import json
import os
import sys

from .api import RuntimeApi
from .context import LambdaContext
from .debugger import let_debugger_in
from .errors import RuntimeFailure, describe, place
from .handler import load_handler
from .logs import current, log_failure, set_up_logging
from .marshal import to_json
from .outgoing import lead_outgoing_calls
from .signals import keep_signals_inside


def serve(options):
    """Loads the handler and serves invocations until the engine ends this process."""
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    _set_up_path(options["layers"], options["path"])
    let_debugger_in(options.get("debugger"))
    set_up_logging()
    keep_signals_inside()
    lead_outgoing_calls((options["engineHost"], options["enginePort"]), options["domainNames"])
    handler = _load(api, options)
    while True:
        headers, body = api.next()
        _invoke(api, handler, headers, body)


def _set_up_path(layers, developers):
    """The code comes first and the layers second, as on Lambda; what the developer has installed comes last."""
    sys.path[0:1] = [os.environ["LAMBDA_TASK_ROOT"], *(folder for folder in layers if folder not in sys.path)]
    sys.path.extend(folder for folder in developers if folder and folder not in sys.path)
    sys.argv = [""]


def _load(api, options):
    try:
        return load_handler(os.environ["_HANDLER"])
    except Exception as error:
        failure = describe(error)
        log_failure(failure)
        if failure["errorType"] == "Runtime.ImportModuleError":
            print(options["importHint"])
        sys.stdout.flush()
        api.fail_init(failure, place(error))
        sys.exit(1)


def _invoke(api, handler, headers, body):
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    current.update(request_id=request_id, tenant_id=headers.get("Lambda-Runtime-Aws-Tenant-Id"))
    _set_trace_id(headers.get("Lambda-Runtime-Trace-Id"))
    try:
        context = LambdaContext(headers)
        result = handler(_read(body), context)
        # Bytes are the payload itself.
        answer = result if isinstance(result, bytes) else to_json(result).encode()
    except Exception as error:
        failure = describe(error, request_id)
        log_failure(failure)
        sys.stdout.flush()
        api.fail(request_id, failure)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    api.respond(request_id, answer)


def _set_trace_id(given):
    if given is None:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    else:
        os.environ["_X_AMZN_TRACE_ID"] = given


def _read(body):
    try:
        return json.loads(body)
    except ValueError as error:
        raise RuntimeFailure("UnmarshalError", f"Unable to unmarshal input: {error}") from error
