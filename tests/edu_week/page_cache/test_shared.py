"""Pages shared through Redis: rendered by one process, taken by the others; without it as if there were none."""

import datetime as dt
import shutil
import socket
import subprocess
import time

import pytest
from django.test import RequestFactory
from redis import Redis
from redis.exceptions import RedisError

from edu_week.page_cache import middleware, shared
from edu_week.page_cache.shared import SharedPages, name_page
from edu_week.page_cache.store import Store
from events.models import ActivityWeek
from tests.example_week import load_example_week

pytestmark = pytest.mark.django_db
SERVER = shutil.which("redis-server")


class DictRedis:
    """Answers as Redis does, while it is there."""

    def __init__(self):
        self.values, self.is_away = {}, False

    def get(self, name):
        self.raise_if_away()
        return self.values.get(name)

    def set(self, name, value, *, px=None, ex=None, nx=False):
        self.raise_if_away()
        assert px or ex, "what is put there has to end"
        if nx and name in self.values:
            return None
        self.values[name] = value
        return True

    def raise_if_away(self):
        if self.is_away:
            raise RedisError("no connection")


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory):
    if not SERVER:
        pytest.skip("no redis-server on this machine: apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path_factory.mktemp("redis"))]
    server = subprocess.Popen([SERVER, "--port", str(port), *options], stdout=subprocess.DEVNULL)
    redis = Redis(port=port)
    for _try in range(300):
        try:
            redis.ping()
            break
        except RedisError:
            time.sleep(0.1)
    yield redis
    redis.close()
    server.terminate()
    server.wait(20)


@pytest.fixture(params=["a real one", "a dictionary"])
def redis(request):
    if request.param == "a dictionary":
        return DictRedis()
    redis = request.getfixturevalue("redis_server")
    redis.flushall()
    return redis


class Process:
    """A web process: with a memory of its own and a connection of its own to Redis."""

    def __init__(self, redis, monkeypatch):
        self.store, self.pages, self.patch = Store(), SharedPages(""), monkeypatch
        self.pages.redis = redis
        self.middleware = middleware.PageCacheMiddleware(get_response=None)

    def get(self, path="/", **headers):
        with self.patch.context() as patch:
            patch.setattr(middleware, "store", self.store)
            patch.setattr(shared, "pages", self.pages)
            return self.middleware(RequestFactory().get(path, headers=headers))


@pytest.fixture
def processes(redis, monkeypatch, clock_at, renderings):
    clock_at("2025-05-13T09:30:00")
    load_example_week()
    return [Process(redis, monkeypatch) for _number in range(2)]


def test_a_page_rendered_by_one_process_is_taken_by_the_other(processes, renderings):
    first, second = (process.get(**{"accept-encoding": "br"}) for process in processes)
    assert renderings == ["/"]
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    plain = processes[1].get()
    assert processes[1].get(**{"if-none-match": plain["ETag"]}).status_code == 304
    assert renderings == ["/"]


def test_what_was_changed_is_rendered_anew_once(processes, renderings):
    for process in processes:
        process.get("/privacy/")
    ActivityWeek.objects.update(name="改过的活动周")
    assert all("改过的活动周" in process.get("/").content.decode() for process in processes)
    assert renderings == ["/privacy/", "/"]


def test_it_is_as_old_in_the_process_that_took_it(processes, renderings, clock_at):
    processes[0].get()
    clock_at("2025-05-13T09:30:04")
    processes[1].get()
    clock_at("2025-05-13T09:30:06")
    processes[1].get()
    assert renderings == ["/", "/"]


def test_while_one_process_renders_the_other_shows_the_last_one(processes, renderings, clock_at, monkeypatch):
    first, second = processes
    for process in processes:
        process.get()
    clock_at("2025-05-13T09:30:06")
    render, meanwhile = first.middleware.render_for_everybody, []

    def render_slowly(request):
        meanwhile.append(second.get())
        return render(request)

    monkeypatch.setattr(first.middleware, "render_for_everybody", render_slowly)
    first.get()
    assert [answer.status_code for answer in meanwhile] == [200]
    assert renderings == ["/", "/"]


def test_nothing_is_shared_with_another_rehearsal_clock(processes, renderings, settings):
    key = middleware.keys.key_of_request(RequestFactory().get("/"))
    name = name_page(key, 1)
    settings.PORTAL_CLOCK = dt.datetime(2025, 5, 13, tzinfo=dt.UTC)
    assert name_page(key, 1) != name


def test_what_was_searched_for_stays_in_its_process(processes, renderings, redis):
    for process in processes:
        process.get("/search/?q=%E9%92%88")
    assert renderings == ["/search/", "/search/"]


def test_a_redis_that_is_away_is_as_none_and_asked_again_after_a_while(processes, renderings, caplog):
    redis = DictRedis()
    redis.is_away = True
    for process in processes:
        process.pages.redis = redis
        assert [process.get(path).status_code for path in ("/", "/", "/privacy/")] == [200, 200, 200]
    assert sorted(renderings) == ["/", "/", "/privacy/", "/privacy/"]
    told = [record.getMessage() for record in caplog.records]
    assert told == ["Redis does not answer: pages are kept in this process"] * 2
    redis.is_away = False
    for process in processes:
        process.pages.next_try_at = 0.0  # the while is over
        process.get("/about/")
    assert renderings.count("/about/") == 1
