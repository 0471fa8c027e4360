from accounts.admin import users

__all__ = ["users"]
