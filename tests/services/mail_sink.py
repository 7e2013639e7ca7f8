"""A mail server that takes what it is given, and can be made to keep a sender waiting."""

import email
import socketserver
import threading


class MailSink(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP. ``accepted`` lists (address, Message-ID) of what was taken.

    The ``hold_at``-th message (from 1) is never taken: its sender waits until ``let_go`` is set, and is then cut off.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, hold_at: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.accepted: list[tuple[str, str]] = []
        self.offered = 0
        self.hold_at = hold_at
        self.holding = threading.Event()
        self.let_go = threading.Event()
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "MailSink":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.let_go.set()
        self.shutdown()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        recipient = ""
        self.say("220 sink")
        for raw in self.rfile:
            word = raw[:4].upper()
            if word == b"RCPT":
                recipient = raw.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, recipient: str) -> bool:
        text = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.server.offered += 1
        if self.server.offered == self.server.hold_at:
            self.server.holding.set()
            self.server.let_go.wait(60)
            return False
        self.server.accepted.append((recipient, email.message_from_bytes(text)["Message-ID"]))
        self.say("250 taken")
        return True
