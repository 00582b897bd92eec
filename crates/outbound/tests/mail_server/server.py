"""A real mail server for the tests: writes what it takes into a folder and prints its port.

The receiver's name says how it behaves: `gone@` is refused for good, `later@` for now, and `drop@`
cuts the connection. It ends when its standard input does.

Arguments: the folder; then, to speak TLS and ask for a password, `tls` (from the first byte) or `starttls`,
the certificate chain and its key. The name is `desk`, the password `right`.
"""
import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


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


def knows(server, session, envelope, mechanism, said):
    right = said == LoginPassword(b"desk", b"right")
    # Not handled: the library then answers 535 by itself.
    return AuthResult(success=right, handled=False)


async def main():
    desk = Desk(pathlib.Path(sys.argv[1]))
    how = sys.argv[2] if len(sys.argv) > 2 else "plain"
    options, context = {}, None
    if how != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        options = {"auth_required": True, "authenticator": knows}
    if how == "tls":
        # The connection is encrypted before the library sees it.
        options |= {"auth_require_tls": False}
    if how == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(desk, hostname="mail.test", **options), "127.0.0.1", 0, ssl=context if how == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
