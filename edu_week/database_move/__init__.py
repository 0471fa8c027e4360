"""Moving a whole site from SQLite to PostgreSQL: every table with its history, compared afterwards.

dumpdata and loaddata do not. Loading a record saves it, so that its history is written once more and the file's own history then
collides with it; and migrating the new database makes rows of its own (permissions, roles, the site's identity) that the
file's collide with.
"""
