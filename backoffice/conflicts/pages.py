"""Two people with the same record open: the lock under which what is stored is compared with what the page showed."""


def lock_rows(records):
    """On SQLite the transaction holds the write lock already."""
    list(records.order_by("pk").select_for_update(no_key=True).values_list("pk"))
