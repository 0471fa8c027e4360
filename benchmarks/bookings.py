"""A crowd for the last places, over HTTP against a running portal.

    .venv/bin/python benchmarks/bookings.py http://127.0.0.1:8000 SESSION_SLUG SLOT_ID [--people 200]

Every visitor is a thread with its own connection and its own mobile number; all start at one signal. Prints how many
got a place, were refused or met an error, and how long answers took (milliseconds). Bounded: one request each.
"""

import argparse
import statistics
import threading
import time
import urllib.error
import urllib.parse
import urllib.request


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base")
    parser.add_argument("session")
    parser.add_argument("slot")
    parser.add_argument("--people", type=int, default=200)
    given = parser.parse_args()
    if urllib.parse.urlsplit(given.base).hostname not in ("127.0.0.1", "localhost"):
        parser.error("only a portal on this machine")
    opener = urllib.request.build_opener(KeepRedirects, urllib.request.ProxyHandler({}))
    start, answers = threading.Event(), []

    def visit(number):
        fields = {
            "slot": given.slot,
            "contact_name": "并发测试",
            "phone": f"139{number:08d}",
            "people": "1",
            "consent": "on",
        }
        body = urllib.parse.urlencode(fields).encode()
        start.wait()
        began = time.perf_counter()
        try:
            status = opener.open(f"{given.base}/events/{given.session}/book/", body, timeout=60).status
        except urllib.error.HTTPError as answer:
            status = answer.code
        answers.append((status, (time.perf_counter() - began) * 1000))

    threads = [threading.Thread(target=visit, args=[number]) for number in range(given.people)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    start.set()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    times = sorted(milliseconds for _status, milliseconds in answers)
    for status in sorted({status for status, _ms in answers}):
        print(f"{status}: {sum(1 for answer in answers if answer[0] == status)}")
    print(f"all {len(answers)} answered in {took:.2f} s ({len(answers) / took:.0f}/s)")
    print(f"median {statistics.median(times):.0f} ms, slowest {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
