"""A day for rehearsing the door: made-up sessions around the portal's present moment, with a booking in every state."""
