"""Tokens: JWTs, signed with the stack's secret (HS256)."""

import base64
import hmac
import json
import os
import time

import boto3

AUDIENCE = "chat"
SECRET = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET_ARN"])["SecretString"]


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sign(text: str) -> str:
    return encode(hmac.digest(SECRET.encode(), text.encode(), "sha256"))


def verify(token: str) -> dict:
    """Returns the claims of a token, or raises whatever is wrong with it. Its header has no say in how it is verified."""
    header, claims, signature = token.split(".")
    if not hmac.compare_digest(sign(f"{header}.{claims}").encode(), signature.encode()):
        raise ValueError("signature")
    claims = json.loads(decode(claims))
    if claims["aud"] != AUDIENCE or claims["exp"] <= time.time() or not isinstance(claims["sub"], str):
        raise ValueError("claims")
    return claims


def authorize(event, context):
    """Lets those in who offer the subprotocols `chat` and a valid token; all else is answered with 401."""
    try:
        _, token = event["headers"]["Sec-WebSocket-Protocol"].split(",")
        user = verify(token.strip())["sub"]
    except Exception:
        raise Exception("Unauthorized")  # API Gateway makes 401 of this very word.
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    return {"principalId": user, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


def create(event, context):
    """Makes a token for `{user}`, good for an hour."""
    claims = {"sub": event["user"], "aud": AUDIENCE, "exp": int(time.time()) + 3600}
    text = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{text}.{sign(text)}"
