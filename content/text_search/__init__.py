"""How typed words meet what is stored: one rule for the programme, the search and whatever else looks things up."""
