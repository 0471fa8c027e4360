"""A server that seems to go away and come back: behind a proxy that refuses, or takes what it is sent and stays silent."""

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PIECE = 65_536


class FaultyProxy:
    """Forwards connections to `target`. A context manager; `port` stays the same."""

    def __init__(self, target):
        self.target = target  # (host, port), or the path of a Unix socket
        self.connections: list[socket.socket] = []
        self.lock, self.is_silent, self.listener = threading.Lock(), False, None
        self.speaks = threading.Event()

    def __enter__(self):
        self.port = 0
        self.come_back()
        return self

    def __exit__(self, *problem):
        self.refuse()

    def refuse(self):
        """End everything, as a server does that is stopped: its port is closed."""
        listener, self.listener = self.listener, None
        if listener:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            listener.close()
        with self.lock:
            connections, self.connections = self.connections, []
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self.speaks.set()

    def hang(self):
        """Take connections and what is sent, and answer nothing, as a machine does that has stopped."""
        self.speaks.clear()

    def come_back(self):
        self.speaks.set()
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=512)
            self.port = self.listener.getsockname()[1]
            threading.Thread(target=self.accept, args=[self.listener], daemon=True).start()

    def accept(self, listener: socket.socket):
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def serve(self, client: socket.socket):
        with self.lock:
            self.connections.append(client)
        self.speaks.wait()
        try:
            server = self.connect()
        except OSError:
            client.close()
            return
        with self.lock:
            self.connections.append(server)
        other = {client: server, server: client}
        with suppress(OSError, ValueError):
            while ready := select.select(list(other), [], [])[0]:
                for one in ready:
                    piece = one.recv(PIECE)
                    self.speaks.wait()
                    if not piece:
                        raise OSError
                    other[one].sendall(piece)
        client.close()
        server.close()

    def connect(self) -> socket.socket:
        if isinstance(self.target, tuple):
            return socket.create_connection(self.target, timeout=None)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        return server


def proxy_of_database(url: str) -> FaultyProxy:
    """Return a proxy of a PostgreSQL, which may listen in a folder (`?host=`)."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0] or (parts.hostname or "").replace("%2f", "/").replace("%2F", "/")
    if folder.startswith("/"):
        return FaultyProxy(str(next(Path(folder).glob(".s.PGSQL.*[0-9]"))))
    return FaultyProxy((parts.hostname or "127.0.0.1", parts.port or 5432))
