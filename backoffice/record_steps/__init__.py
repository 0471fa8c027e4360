"""The steps in which the record page of the back office saves; `backoffice.record_admin.STEPS` has their order.

Each takes the `RecordEdit` and returns None to go on, or the response with which the saving ends.
Nothing is written before the step `write`, so a step that ends the saving early leaves nothing behind.
"""
