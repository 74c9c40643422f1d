"""A chat with rooms: a function below for each route and each action."""

import json
import os
import re
import time

import boto3
from boto3.dynamodb.conditions import Attr, Key

# API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later.
LIFETIME_SECONDS = 130 * 60

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
sockets = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["SOCKETS_URL"])


class Mistake(Exception):
    """A message that cannot be followed, in words for whoever sent it."""


def handler(event, context):
    request = event["requestContext"]
    connection, user = request["connectionId"], request["authorizer"]["principalId"]
    route = ROUTES[request["routeKey"]]
    return route(connection, user, event.get("body")) or {"statusCode": 200}


def connect(connection, user, body):
    table.put_item(Item={"connectionId": connection, "expiresAt": int(time.time()) + LIFETIME_SECONDS})
    # Browsers insist on an answer to the subprotocols that they offer.
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "chat"}}


def disconnect(connection, user, body):
    """Comes as a rule when a connection ends, and now and then not at all: the table's TTL does the rest."""
    if room := forget(connection):
        tell(room, type="left", room=room, user=user)


def receive(connection, user, body):
    try:
        action, message = parse(body)
        action(connection, user, **message)
    except Mistake as mistake:
        send(connection, type="error", message=str(mistake))


def parse(body):
    """Returns the action of a message and its other members, which are as the action wants them."""
    try:
        message = json.loads(body)
        action, forms = ACTIONS[message.pop("action")]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Mistake(f"An action is one of {', '.join(ACTIONS)}.")
    if message.keys() != forms.keys():
        raise Mistake(f"It takes {', '.join(forms) or 'nothing else'}.")
    for name, form in forms.items():
        if not isinstance(message[name], str) or not re.fullmatch(form, message[name], re.DOTALL):
            raise Mistake(f"{name} has to be like {form}.")
    return action, message


def join(connection, user, room):
    before = move(connection, "SET room = :room", ExpressionAttributeValues={":room": room})
    if before == room:
        return
    if before:
        tell(before, type="left", room=before, user=user)
    tell(room, type="joined", room=room, user=user)


def say(connection, user, text):
    room = table.get_item(Key={"connectionId": connection}, ConsistentRead=True).get("Item", {}).get("room")
    if not room:
        raise Mistake("Join a room first.")
    tell(room, type="said", room=room, user=user, text=text)


def leave(connection, user):
    if room := move(connection, "REMOVE room"):
        tell(room, type="left", room=room, user=user)


def move(connection, change, **values):
    """Changes a connection that is still there, and returns the room that it was in before."""
    old = table.update_item(
        Key={"connectionId": connection},
        UpdateExpression=change,
        ConditionExpression=Attr("connectionId").exists(),
        ReturnValues="ALL_OLD",
        **values,
    )
    return old["Attributes"].get("room")


def forget(connection):
    old = table.delete_item(Key={"connectionId": connection}, ReturnValues="ALL_OLD")
    return old.get("Attributes", {}).get("room")


def tell(room, /, **message):
    """Sends a message to everybody in a room. The index lags behind the table, by a blink of an eye as a rule."""
    for item in table.query(IndexName="ByRoom", KeyConditionExpression=Key("room").eq(room))["Items"]:
        send(item["connectionId"], **message)


def send(connection, /, **message):
    """Sends a message to a connection, and forgets one that nobody can reach any more."""
    try:
        sockets.post_to_connection(ConnectionId=connection, Data=json.dumps(message))
    except sockets.exceptions.GoneException:
        forget(connection)


ROUTES = {"$connect": connect, "$disconnect": disconnect, "$default": receive}
# An action, and what its members look like.
ACTIONS = {"join": (join, {"room": r"[\w-]{1,40}"}), "say": (say, {"text": ".{1,1000}"}), "leave": (leave, {})}
