class PermanentDeliveryError(Exception):
    """The channel rejects this notice for good; trying again is useless."""
