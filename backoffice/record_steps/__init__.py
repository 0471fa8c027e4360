"""The steps that save the record page of the back office; `backoffice.record_admin.STEPS` lists them in order.

Each step is a function of the module with its name. It takes the `RecordEdit` and returns None to go on, or the response
that ends the save. Nothing is written before the step `write_changes`, so a step that ends the save early leaves nothing behind.
"""
