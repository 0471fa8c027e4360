"""The lock under which the stored values are compared with those the page showed."""


def lock_rows(records):
    """Lock the rows by rising key until the transaction ends; on SQLite every transaction holds the write lock already."""
    list(records.order_by("pk").select_for_update(no_key=True).values_list("pk"))
