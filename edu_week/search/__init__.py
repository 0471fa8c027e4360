"""One search over all published records, whichever app they belong to."""
