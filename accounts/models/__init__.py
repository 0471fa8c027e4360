from accounts.models.password import PasswordLink, PastPassword
from accounts.models.user import User

__all__ = ["PasswordLink", "PastPassword", "User"]
