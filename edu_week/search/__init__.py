"""The search over all published records of all apps."""
