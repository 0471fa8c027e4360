"""Measured claims, `make bench`: the portal beside a bare hello world under the same server, in one run, as ratios."""
