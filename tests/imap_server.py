"""A real IMAP server (Twisted's) on loopback, in a process of its own: one account, one folder, mails from files.

Run as a program it prints its port; each time its input has a line it prints how many mails are marked as read.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "bounces", "geheim 9"


@dataclass
class Server:
    port: int
    process: "subprocess.Popen[str]"

    @property
    def seen(self) -> int:
        """How many of the mails are marked as read."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("seen?\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def serving(*mails: Path) -> Iterator[Server]:
    """Run the server with these mails, all unread."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.imap_server", *map(str, mails)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(int(process.stdout.readline()), process)
        finally:
            process.terminate()


def _main(files: list[str]) -> None:  # noqa: C901 - classes of a framework that is imported only here
    from io import BytesIO

    from twisted.cred import checkers, portal
    from twisted.internet import endpoints, protocol, reactor, stdio
    from twisted.mail import imap4
    from twisted.protocols.basic import LineReceiver
    from zope.interface import implementer

    @implementer(imap4.IMessage)
    class Mail:
        def __init__(self, uid: int, raw: bytes) -> None:
            self.uid, self.raw, self.flags = uid, raw, set()

        def getUID(self):  # noqa: N802
            return self.uid

        def getFlags(self):  # noqa: N802
            return self.flags

        def getInternalDate(self):  # noqa: N802
            return b"Wed, 18 Nov 2026 08:00:00 +0800"

        def getHeaders(self, negate, *names):  # noqa: N802
            return {}

        def getBodyFile(self):  # noqa: N802
            return BytesIO(self.raw.partition(b"\r\n\r\n")[2])

        def getSize(self):  # noqa: N802
            return len(self.raw)

        def isMultipart(self):  # noqa: N802
            return False

        def getSubPart(self, part):  # noqa: N802
            raise IndexError(part)

    @implementer(imap4.IMessageFile)
    class WholeMail(Mail):
        def open(self):
            return BytesIO(self.raw)

    @implementer(imap4.IMailbox)
    class Box:
        def __init__(self, mails) -> None:
            self.mails = mails

        def getFlags(self):  # noqa: N802
            return [r"\Seen"]

        def getHierarchicalDelimiter(self):  # noqa: N802
            return "/"

        def getUIDValidity(self):  # noqa: N802
            return 1

        def getUIDNext(self):  # noqa: N802
            return len(self.mails) + 1

        def getUID(self, message):  # noqa: N802
            return self.mails[message - 1].uid

        def getMessageCount(self):  # noqa: N802
            return len(self.mails)

        def getRecentCount(self):  # noqa: N802
            return 0

        def getUnseenCount(self):  # noqa: N802
            return sum(r"\Seen" not in mail.flags for mail in self.mails)

        def isWriteable(self):  # noqa: N802
            return True

        def addListener(self, listener):  # noqa: N802
            return True

        def removeListener(self, listener):  # noqa: N802
            return True

        def fetch(self, messages, uid):
            messages.last = len(self.mails)
            return [(number, self.mails[number - 1]) for number in messages if 0 < number <= len(self.mails)]

        def store(self, messages, flags, mode, uid):
            done = {}
            for number, mail in self.fetch(messages, uid):
                mail.flags = mail.flags | set(flags) if mode >= 0 else mail.flags - set(flags)
                done[number] = mail.flags
            return done

    mails = [WholeMail(number, Path(file).read_bytes()) for number, file in enumerate(files, 1)]

    class Account(imap4.MemoryAccount):
        def _emptyMailbox(self, name, id):  # noqa: A002, N802
            return Box(mails)

    account = Account(USER)
    account.addMailbox("INBOX")
    account.addMailbox("Bounces", Box(mails))

    class Realm:
        def requestAvatar(self, avatar_id, mind, *interfaces):  # noqa: N802
            return imap4.IAccount, account, lambda: None

    known = checkers.InMemoryUsernamePasswordDatabaseDontUse(**{USER: PASSWORD.encode()})

    class Factory(protocol.Factory):
        def buildProtocol(self, address):  # noqa: N802
            server = imap4.IMAP4Server()
            server.portal = portal.Portal(Realm(), [known])
            server.factory = self
            return server

    class Asked(LineReceiver):
        delimiter = b"\n"

        def lineReceived(self, line):  # noqa: N802
            seen = sum(r"\Seen" in {str(flag) for flag in mail.flags} for mail in mails)
            self.sendLine(str(seen).encode())

        def connectionLost(self, reason=None):  # noqa: N802
            if reactor.running:
                reactor.stop()

    def listening(port) -> None:
        print(port.getHost().port, flush=True)
        stdio.StandardIO(Asked())

    endpoints.TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(Factory()).addCallback(listening)
    reactor.run()


if __name__ == "__main__":
    _main(sys.argv[1:])
