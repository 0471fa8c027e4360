class PermanentDeliveryError(Exception):
    """The channel will not take this notice however often it is tried."""
