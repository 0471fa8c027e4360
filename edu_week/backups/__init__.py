"""Back-ups: database and media of one moment in one file, read back and compared before it counts; restoring one.

The file is a tar, encrypted with age where BACKUP_KEY is set, so both can be opened without the portal:

    about.json                              what made it, when, of which database, with which migrations
    database.sqlite3.gz or database.dump    SQLite's own copy, or pg_dump's custom format
    media/…                                 every file of MEDIA_ROOT
    secret_key                              only where the file is encrypted
    checksums.json                          of every table and every file
"""
