"""Starts the form for several machines on this one, with the files of this folder, and lets parts of it die in a rush.

    python deploy/try_several.py [visitors] [at once]

Two web groups, each behind a PgBouncer in transaction mode, PostgreSQL with a streaming replica, Redis, a worker, and nginx in
front; all on 127.0.0.1 and in a temporary folder. Needs Debian's packages nginx-light, libnginx-mod-http-brotli-static,
postgresql, pgbouncer and redis-server (their services need not run). In mid-rush one web group, one PgBouncer, Redis and the
replica are killed and started again. Afterwards every acknowledged booking must exist, none twice, and nothing be oversold; and
what is edited while the replica stands still must be public a second later.
"""

import http.client
import json
import os
import pwd
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent
ROOT = DEPLOY.parent
sys.path.insert(0, str(ROOT))

from deploy.local_services import Service, fill_in, free_ports, wait_until  # noqa: E402 (found only with the project's folder on the path)
from deploy.pooler_trial import ANOTHER_SESSION_EACH_TIME, find_pooler_faults  # noqa: E402
from deploy.replica_trial import count_reads_of_replica, find_replica_faults  # noqa: E402
from deploy.rush import Visitor, find_faults, run_rush  # noqa: E402

SEVERAL = DEPLOY / "several_machines"
SLOTS, PLACES = 6, 0.75  # places for three quarters of the visitors
IS_ROOT = os.geteuid() == 0

MAKE_SLOTS = """
import datetime as dt, json
from events.models import ActivityWeek, EventSession, TimeSlot
day, zone = ActivityWeek.objects.current().ends_on, dt.timezone(dt.timedelta(hours=8))
session = EventSession.objects.published().filter(booking_mode="individual", cancelled_at=None).first()
made = []
for number in range({slots}):
    at = dt.datetime.combine(day, dt.time(12 + number), zone)
    slot = TimeSlot(session=session, capacity={places}, kept_back=0, starts_at=at, ends_at=at + dt.timedelta(hours=1))
    slot.save()
    made.append([session.slug, slot.pk])
print(json.dumps(made))
"""
READ_BOOKINGS = """
import json
from events.models import Booking, TimeSlot
slots = TimeSlot.objects.filter(pk__in={slots})
live = Booking.objects.live().filter(slot__in=slots)
bookings = [
    dict(token=b.token, phone=b.phone, slot=b.slot_id, people=b.people, takes_places=b.takes_places) for b in live
]
print(json.dumps([bookings, list(slots.values("pk", "bookable", "places_taken"))]))
"""


class SeveralMachines:
    def __init__(self, scratch: Path):
        self.scratch, self.password = scratch, secrets.token_hex(8)
        self.user = "postgres" if IS_ROOT else None  # neither PostgreSQL nor PgBouncer runs as root
        self.primary, self.replica, self.redis, self.nginx, *rest = free_ports(9)
        self.poolers, self.webs, self.reader = rest[:2], rest[2:4], rest[4]
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
        self.bin = found[-1]
        self.services = []

    def env(self, pooler=0, port=None):
        """The variables of portal.env, with the addresses of this machine."""
        example = dict(line.split("=", 1) for line in (SEVERAL / "portal.env").read_text().splitlines() if line[:1].isupper())
        database = f"postgres://portal:{self.password}@127.0.0.1"
        return (
            os.environ
            | example
            | {
                "BASE_URL": f"http://127.0.0.1:{self.nginx}",
                "ALLOWED_HOSTS": "",
                "BIND": "127.0.0.1",
                "PORT": str(port or self.webs[0]),
                "WEB_CONCURRENCY": "2",
                "DATABASE_URL": f"{database}:{pooler or self.primary}/portal",
                "REPLICA_DATABASE_URL": f"{database}:{self.reader}/portal",
                "REDIS_URL": f"redis://127.0.0.1:{self.redis}/0",
                "SECRET_KEY": secrets.token_urlsafe(50),
                "MEDIA_ROOT": str(self.scratch / "media"),
                "PORTAL_CLOCK": "2025-05-13T09:30:00+08:00",
            }
        )

    def add(self, name, command, port=None, **more) -> Service:
        service = Service(name, command, port, log=self.scratch / f"{name}.log", **more)
        self.services.append(service)
        service.start()
        return service

    def run_as_postgres(self, *command):
        subprocess.run([str(word) for word in command], check=True, user=self.user, stdout=subprocess.DEVNULL, cwd=self.scratch)

    def manage(self, *words, pooler=0) -> str:
        """Run a command, directly on the primary or through a PgBouncer."""
        command = [sys.executable, "manage.py", *words]
        run = subprocess.run(command, cwd=ROOT, env=self.env(pooler), capture_output=True, text=True)
        if run.returncode:
            raise SystemExit(f"manage.py {words[0]} failed: {run.stdout}{run.stderr}")
        return run.stdout

    def start_databases(self):
        data, copy = self.scratch / "primary", self.scratch / "replica"
        hba = fill_in((SEVERAL / "pg_hba.conf").read_text(), {"samenet ": "127.0.0.1/32 ", "peer": "trust"})
        self.run_as_postgres(
            self.bin / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", "C.UTF-8"
        )
        (data / "pg_hba.conf").write_text(hba)
        settings = fill_in(
            (SEVERAL / "postgresql.primary.conf").read_text(), {"listen_addresses = '*'": "listen_addresses = '127.0.0.1'"}
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"{settings}\nport = {self.primary}\nunix_socket_directories = '{self.scratch}'\n")
        self.add("primary", [self.bin / "postgres", "-D", data], self.primary, user=self.user)
        wait_until(lambda: self.is_ready(self.primary))  # it listens before it answers
        self.query("postgres", f"CREATE ROLE portal LOGIN PASSWORD '{self.password}'")
        self.query("postgres", "CREATE DATABASE portal OWNER portal")
        self.query("postgres", f"CREATE ROLE replicator LOGIN REPLICATION PASSWORD '{self.password}'")
        self.query("portal", "CREATE EXTENSION pg_trgm")
        source = f"host=127.0.0.1 port={self.primary} user=replicator password={self.password}"
        self.run_as_postgres(self.bin / "pg_basebackup", "-d", source, "-D", copy, "-X", "stream", "-c", "fast")
        standby = fill_in(
            (SEVERAL / "postgresql.replica.conf").read_text(),
            {
                "host=primary port=5432": f"host=127.0.0.1 port={self.primary}",
                "change-me-too": self.password,
                "listen_addresses = '*'": "listen_addresses = '127.0.0.1'",
            },
        )
        with (copy / "postgresql.conf").open("a") as file:
            file.write(f"{standby}\nport = {self.replica}\nlog_statement = 'all'\n")  # what is read here is counted
        (copy / "standby.signal").touch()
        return self.add("replica", [self.bin / "postgres", "-D", copy], self.replica, user=self.user)

    def is_ready(self, port) -> bool:
        return subprocess.run([self.bin / "pg_isready", "-q", "-h", self.scratch, "-p", str(port)], check=False).returncode == 0

    def query(self, database, statement, port=None) -> str:
        command = [self.bin / "psql", "-h", self.scratch, "-p", port or self.primary, "-U", "postgres", "-d", database]
        command = [str(word) for word in (*command, "-v", "ON_ERROR_STOP=1", "-Atc", statement)]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, user=self.user, cwd=self.scratch
        ).stdout.strip()

    def start_pooler(self, number) -> Service:
        server = {"host=primary port=5432": f"host=127.0.0.1 port={self.primary}"}
        return self.start_pgbouncer(f"pgbouncer{number + 1}", "pgbouncer.ini", self.poolers[number], server)

    def start_reader(self) -> Service:
        server = {"host=replica port=5432": f"host=127.0.0.1 port={self.replica}"}
        return self.start_pgbouncer("pgbouncer of the replica", "pgbouncer.replica.ini", self.reader, server)

    def start_pgbouncer(self, name, example, port, server) -> Service:
        folder = self.scratch
        users = fill_in((SEVERAL / "userlist.txt").read_text(), {"change-me": self.password})
        (folder / "userlist.txt").write_text(users)
        changes = server | {
            "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1",
            "listen_port = 6432": f"listen_port = {port}",
            "/etc/pgbouncer/userlist.txt": f"{folder}/userlist.txt",
            "logfile = /var/log/postgresql/pgbouncer.log": "",
            "pidfile = /var/run/postgresql/pgbouncer.pid": "",
        }
        file = folder / f"{name}.ini"
        file.write_text(fill_in((SEVERAL / example).read_text(), changes) + ANOTHER_SESSION_EACH_TIME)
        return self.add(name, ["/usr/sbin/pgbouncer", file], port, user=self.user)

    def start_redis(self) -> Service:
        file = self.scratch / "redis.conf"
        changes = {"bind 0.0.0.0": "bind 127.0.0.1", "port 6379": f"port {self.redis}"}
        file.write_text(fill_in((SEVERAL / "redis.conf").read_text(), changes) + f"dir {self.scratch}\n")
        return self.add("redis", ["/usr/bin/redis-server", file], self.redis)

    def start_web(self, number) -> Service:
        port = self.webs[number]
        command = [sys.executable, "-m", "edu_week.web_server"]
        return self.add(f"web{number + 1}", command, port, env=self.env(self.poolers[number], port))

    def start_nginx(self):
        folder = self.scratch / "nginx"
        folder.mkdir()
        places = {"/srv/portal/var/static/": f"{ROOT}/var/static/", "/srv/portal/var/media/": f"{self.scratch}/media/"}
        places["/var/log/portal/"] = f"{folder}/"
        server = fill_in((DEPLOY / "nginx" / "portal_server.conf").read_text(), places)
        (folder / "portal_server.conf").write_text(server)
        http = fill_in((DEPLOY / "nginx" / "portal_http.conf").read_text(), {"/var/lib/nginx/portal_cache": f"{folder}/cache"})
        (folder / "portal_http.conf").write_text(http)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "\n".join(f"    {kind}_temp_path {folder}/{kind};" for kind in kinds)
        changes = {
            "user www-data;": f"user {pwd.getpwuid(os.geteuid()).pw_name};",
            "pid /run/nginx.pid;": f"pid {folder}/pid;\ndaemon off;",
            "/var/log/nginx/error.log": f"{folder}/error.log",
            "include /etc/nginx/mime.types;": f"include /etc/nginx/mime.types;\n{temporary}",
            "/srv/portal/deploy/nginx/": f"{folder}/",
            "web1:8000": f"127.0.0.1:{self.webs[0]}",
            "web2:8000": f"127.0.0.1:{self.webs[1]}",
            "listen 80 ": f"listen 127.0.0.1:{self.nginx} ",
        }
        (folder / "nginx.conf").write_text(fill_in((SEVERAL / "nginx.conf").read_text(), changes))
        self.add("nginx", ["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"], self.nginx)

    def end(self):
        for service in reversed(self.services):
            service.end(signal.SIGINT if service.name in ("primary", "replica") else signal.SIGTERM)

    def read_cache_status(self, path, cookie="") -> str | None:
        """Return what nginx' memory did for the second of two requests."""
        for _time in range(2):
            connection = http.client.HTTPConnection("127.0.0.1", self.nginx, timeout=30)
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            connection.close()
        return answer.getheader("X-Cache")

    def find_cache_faults(self, slug) -> list[str]:
        """What is for everybody comes from nginx, what is for one from the portal."""
        found = {
            "for everybody": self.read_cache_status("/robots.txt"),
            "a page": self.read_cache_status("/events/"),
            "for staff": self.read_cache_status("/robots.txt", "sessionid=x"),
            "a form": self.read_cache_status(f"/events/{slug}/book/"),
            "finding a booking": self.read_cache_status("/bookings/"),
        }
        right = {"for everybody": "HIT", "a page": "HIT", "for staff": "BYPASS", "a form": None, "finding a booking": "MISS"}
        return [f"nginx, {name}: {found[name]}, not {right[name]}" for name in right if found[name] != right[name]]


def main():
    people, at_once = (int(word) for word in (sys.argv[1:] + ["1200", "48"][len(sys.argv) - 1 :]))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scratch = Path(tempfile.mkdtemp(prefix="edu-week-several-"))
    if IS_ROOT:
        shutil.chown(scratch, "postgres")
    several = SeveralMachines(scratch)
    try:
        replica = several.start_databases()
        several.manage("prepare")
        several.manage("load_week", "data/week-2025.json")
        made = json.loads(
            several.manage("shell", "-v0", "-c", MAKE_SLOTS.format(slots=SLOTS, places=int(people * PLACES / SLOTS)))
        )
        poolers = [several.start_pooler(number) for number in range(2)]
        several.start_reader()
        redis = several.start_redis()
        webs = [several.start_web(number) for number in range(2)]
        several.add("worker", [sys.executable, "manage.py", "worker"], env=several.env(several.poolers[0]))
        several.start_nginx()
        victims = {0.15: webs[0], 0.35: poolers[1], 0.55: redis, 0.75: replica}
        sys.exit(rush_and_check(several, made, people, at_once, victims))
    finally:
        several.end()
        shutil.rmtree(scratch, ignore_errors=True)


def rush_and_check(several, made, people, at_once, victims) -> int:
    visitors = [Visitor(number, *made[number % len(made)]) for number in range(people)]
    print(f"{people} visitors, {at_once} at once, {len(made)} slots", flush=True)
    began = time.monotonic()
    run_rush(visitors, several.nginx, at_once=at_once, accidents={at: victim.die_and_return for at, victim in victims.items()})
    took = time.monotonic() - began
    print_figures(visitors, took)
    print(f"{count_reads_of_replica(several)} statements read a session from the replica")
    faults = several.find_cache_faults(made[0][0])
    bookings, slots = json.loads(several.manage("shell", "-v0", "-c", READ_BOOKINGS.format(slots=[pk for _slug, pk in made])))
    faults += find_faults(visitors, bookings, slots)
    faults += find_replica_faults(several, made[0][0])
    faults += find_pooler_faults(several)
    placed = sum(booking["takes_places"] for booking in bookings)
    print(f"in the database: {placed} with places of {sum(slot['bookable'] for slot in slots)}, {len(bookings) - placed} in line")
    print("\n".join(faults) or "every acknowledged booking is there, none twice, nothing oversold; the replica has them all")
    return 1 if faults else 0


def print_figures(visitors, took):
    tickets = sum(bool(visitor.ticket) for visitor in visitors)
    refused = sum(visitor.is_refused for visitor in visitors)
    seconds = sorted(visitor.seconds for visitor in visitors)
    again = [visitor for visitor in visitors if visitor.troubles]
    print(f"{tickets} have a ticket, {refused} were refused, in {took:.1f} s: {tickets / took:.0f} tickets a second")
    print(f"page, form and booking: median {statistics.median(seconds):.2f} s, p99 {seconds[int(len(seconds) * 0.99)]:.2f} s")
    print(f"{len(again)} pressed again after {sorted({str(trouble) for visitor in again for trouble in visitor.troubles})}")


if __name__ == "__main__":
    main()
