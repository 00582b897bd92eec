"""A real mail server for the tests: writes what it takes into a folder and prints its port.

The receiver's name says how it behaves: `gone@` is refused for good, `later@` for now, and `drop@`
cuts the connection. It ends when its standard input does.
"""
import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP


class Desk:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 no such person here"
        if address.startswith("later@"):
            return "451 4.7.1 greylisted, come back later"
        if address.startswith("drop@"):
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = self.folder / f"{self.count:03}"
        name.with_suffix(".to").write_text("\n".join(envelope.rcpt_tos))
        name.with_suffix(".eml").write_bytes(envelope.original_content)
        return "250 OK"


async def main():
    desk = Desk(pathlib.Path(sys.argv[1]))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(desk, hostname="mail.test"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
