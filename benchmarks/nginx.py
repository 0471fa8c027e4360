"""Kept pages through nginx against a file that nginx serves: `python -m benchmarks.nginx [ROUNDS]`, with nginx from Debian.

nginx runs with the files of `deploy/`, one process, in front of the production server. Page and file take turns within each
round. The file is the static one whose compressed size is next to the page's, so that both send as many bytes. What counts is
nginx's processor time for each answer: the clients, who share the machine, are slower than nginx, so rates would flatter it.
"""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import pages, servers
from benchmarks.figures import Sample
from benchmarks.http_client import Client
from benchmarks.load import load_page
from benchmarks.run import prepare_database

DEPLOY = servers.ROOT / "deploy"
STATIC = servers.ROOT / "var" / "static"
PAGES = {"home": pages.PAGES["home"], "session": pages.PAGES["session"], "the week": pages.PAGES["programme, the week"]}
ROUNDS, SECONDS, CLIENTS = 7, 1.0, 8


def write_configuration(folder: Path, port: int, portal: int) -> Path:
    """Write the files of `deploy/` for this folder and these ports; return the first of them."""
    places = {
        "/srv/portal/var/static/": f"{STATIC}/",
        "/srv/portal/var/media/": f"{servers.ROOT}/var/media/",
        "/srv/portal/deploy/nginx/": f"{folder}/",
        "/var/lib/nginx/portal_cache": f"{folder}/cache",
        "/var/log/nginx/": f"{folder}/",
        "/var/log/portal/": f"{folder}/",
        "worker_processes auto;": "worker_processes 1;",
        "pid /run/nginx.pid;": f"pid {folder}/pid;\ndaemon off;",
        "listen 80 ": f"listen 127.0.0.1:{port} ",
        "server web1:8000 max_fails=0;": f"server 127.0.0.1:{portal} max_fails=0;",
        "server web2:8000 max_fails=0;": "",
        "include /etc/nginx/mime.types;": "include /etc/nginx/mime.types;\n"
        + "\n".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
    }
    for name in ("nginx/portal_http.conf", "nginx/portal_server.conf", "several_machines/nginx.conf"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        for old, new in places.items():
            text = text.replace(old, new)
        (folder / Path(name).name).write_text(text, encoding="utf-8")
    return folder / "nginx.conf"


class NginxServer(servers.Server):
    def read_processor_seconds(self) -> float:
        """Return what its processes, of one thread each, have used, more exactly than in ticks of 10 ms."""
        pids = [self.process.pid, *servers.list_descendants(self.process.pid)]
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9


def start_nginx(folder: Path, portal: servers.Server) -> servers.Server:
    port = servers.find_free_port()
    first = write_configuration(folder, port, portal.port)
    command = ["/usr/sbin/nginx", "-c", str(first), "-e", str(folder / "error.log")]
    folder.chmod(0o755)  # its process has another user
    return NginxServer(command, {"PORT": str(port)}, "/healthz")


def measure_size(port: int, path: str) -> int:
    """Return the length of the compressed body."""

    async def ask():
        client = Client(port)
        answer = await client.get(path)
        client.close()
        return len(answer.body)

    return asyncio.run(ask())


def find_file_of_size(size: int) -> str:
    """Return the address of the static file whose compressed body is next to that size."""
    compressed = min(STATIC.rglob("*.br"), key=lambda file: abs(file.stat().st_size - size))
    return f"/static/{compressed.relative_to(STATIC).with_suffix('')}"


def measure_page(nginx: servers.Server, path: str, rounds: int) -> dict:
    file = find_file_of_size(measure_size(nginx.port, path))
    found: dict[str, list[Sample]] = {path: [], file: []}
    for _number in range(rounds):
        for address, samples in found.items():
            samples.append(load_page(nginx, address, clients=CLIENTS, seconds=SECONDS))
    page, static = found.values()
    ratios = [one.processor_ms() / other.processor_ms() for one, other in zip(static, page, strict=True)]
    return {
        "file": file,
        "microseconds": {
            name: 1000 * statistics.median(one.processor_ms() for one in samples) for name, samples in found.items()
        },
        "of_file": statistics.median(ratios),
        "answers": sum((one.outcomes for one in [*page, *static]), start=type(page[0].outcomes)()),
    }


def main(rounds: int):
    with servers.run_postgres() as postgres, tempfile.TemporaryDirectory(prefix="edu-week-nginx-") as scratch:
        folder = Path(scratch)
        with servers.portal_server(prepare_database(postgres, "bench")) as portal, start_nginx(folder, portal) as nginx:
            for name, path in PAGES.items():
                found = measure_page(nginx, path, rounds)
                page, static = found["microseconds"].values()
                print(
                    f"{name}: {page:.1f} µs of nginx's processor, a file of that size {static:.1f} µs ({found['file']}):"
                    f" {found['of_file']:.0%}; answers {dict(found['answers'])}"
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
