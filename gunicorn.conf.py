"""The web server. Threads wait for the database while others work; a second process uses the second core."""

import os

from edu_week import env

bind = f"{env.read_text('BIND', '127.0.0.1')}:{env.read_integer('PORT', 8000, at_least=1, at_most=65535)}"
worker_class = "gthread"
workers = env.read_integer("WEB_CONCURRENCY", env.USUAL_WEB_PROCESSES, at_least=1, at_most=64)
threads = 8
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (the workers' heartbeats must not wait for a disk)
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True
