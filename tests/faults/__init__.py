"""`make faults`: the whole portal is hurt while people book, and afterwards a ledger of all they were promised has to balance.

Modules: `site` starts PostgreSQL (fsync on), Redis, a mail server, web server and worker, each in the hands of the script;
`visitors` book, cancel and approve over HTTP and write down what they were shown; `accidents` kill and fill; `ledger` compares.
"""
