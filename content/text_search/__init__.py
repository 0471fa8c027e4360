"""Text search: the same matching rules for the programme, the site search and the lists of the back office."""
