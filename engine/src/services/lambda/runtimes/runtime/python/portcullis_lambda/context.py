"""The context object: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

import json
import os
import sys
import time

from .errors import RuntimeFailure


class _Record:
    """Named members, None where there is none, and printed as Lambda prints them."""

    _names = ()

    def __init__(self, given=None):
        for name in self._names:
            setattr(self, name, given.get(name) if given is not None else None)

    def __repr__(self):
        members = ",".join(f"{name}={getattr(self, name)}" for name in self._names)
        return f"{type(self).__name__}([{members}])"


class CognitoIdentity(_Record):
    _names = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Record):
    _names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Record):
    _names = ("custom", "env", "client")


class LambdaContext(_Record):
    _names = (
        "aws_request_id",
        "log_group_name",
        "log_stream_name",
        "function_name",
        "memory_limit_in_mb",
        "function_version",
        "invoked_function_arn",
        "client_context",
        "identity",
        "tenant_id",
    )

    def __init__(self, headers):
        env = os.environ
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = env["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = headers.get("Portcullis-Function-Version") or env["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = env["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = env["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        self.client_context = _client_context(_parsed(headers, "Client Context"))
        self.identity = _identity(_parsed(headers, "Cognito Identity"))
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def log(self, message):
        """Writes to the log as it is, without an end of line."""
        sys.stdout.write(str(message))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))


def _parsed(headers, name):
    text = headers.get(f"Lambda-Runtime-{name.replace(' ', '-')}")
    if not text:
        return None
    try:
        # Headers come as Latin-1, and are UTF-8.
        return json.loads(text.encode("latin-1"))
    except ValueError as error:
        raise RuntimeFailure("LambdaContextUnmarshalError", f"Unable to parse {name} JSON: {error}") from error


def _client_context(given):
    if given is None:
        return None
    context = ClientContext(given)
    context.client = None if context.client is None else Client(context.client)
    return context


def _identity(given):
    identity = CognitoIdentity()
    if given is not None:
        identity.cognito_identity_id = given.get("cognitoIdentityId")
        identity.cognito_identity_pool_id = given.get("cognitoIdentityPoolId")
    return identity
