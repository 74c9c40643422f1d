"""A chat in the terminal: python client.py URL TOKEN. It sends each line that it reads, and prints what it is sent."""

import asyncio
import sys

import websockets


async def read(socket):
    async for message in socket:
        print(message, flush=True)


async def main(url, token):
    async with websockets.connect(url, subprotocols=["chat", token]) as socket:
        asyncio.create_task(read(socket))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await socket.send(line)


asyncio.run(main(*sys.argv[1:]))
