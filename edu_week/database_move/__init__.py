"""Moving a whole site from SQLite to PostgreSQL: every table with its history, compared afterwards.

dumpdata and loaddata do not: loading a record saves it, so that its history is written a second time and the file's own history then
collides with it; migrating the new database made rows of its own (permissions, roles, the site's identity) that the file's collide with.
"""
