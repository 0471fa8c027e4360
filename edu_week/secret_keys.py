"""The key that everything is signed with: long, random and in nobody else's hands; and the keys that were used before it.

    python -m edu_week.secret_keys

prints a new one.
"""

import sys
from contextlib import suppress
from secrets import token_urlsafe

from content.atomic_files import create_file
from edu_week.env import SettingError, read_text

LEAST_CHARACTERS = 50  # as `manage.py check --deploy` asks
LEAST_DIFFERENT = 10

# Words of keys that stand in examples, in tutorials and in this repository; no key made at random contains one.
KNOWN_WORDS = ("changeme", "change-me", "change_me", "django-insecure", "insecure", "secret", "only-for-", "long-random-text")

NEW_KEY = "`.venv/bin/python -m edu_week.secret_keys` prints a good one"


def make_secret_key() -> str:
    return token_urlsafe(50)


def why_key_is_weak(key: str) -> str:
    """Return what is wrong with it, to stand behind the name of its variable; blank if nothing is. Never repeats the key."""
    if len(key) < LEAST_CHARACTERS:
        return f"is too short: it must have at least {LEAST_CHARACTERS} characters; {NEW_KEY}."
    if len(set(key)) < LEAST_DIFFERENT:
        return f"repeats itself: it must have at least {LEAST_DIFFERENT} different characters; {NEW_KEY}."
    if any(word in key.lower() for word in KNOWN_WORDS):
        return f"is known to everybody: it stands in an example; {NEW_KEY}."
    return ""


def read_or_make_secret_key(name, stored_in):
    """Return the secret, or else one that is made once and stored in a file only its owner can read."""
    secret = read_text(name)
    if not secret:
        try:
            secret = load_or_create_key_file(stored_in)
        except OSError:
            raise SettingError(f"{name} is not set, and {stored_in} can neither be read nor written.") from None
    if problem := why_key_is_weak(secret):
        raise SettingError(f"{name} {problem}")
    return secret


def read_old_secret_keys(name, current):
    """Return the keys of a list separated by commas that were used before `current`: what they signed is still accepted."""
    old = [key for key in (part.strip() for part in read_text(name).split(",")) if key]
    for key in old:
        if problem := why_key_is_weak(key):
            raise SettingError(f"{name} holds a key that {problem}")
        if key == current:
            raise SettingError(f"{name} holds the key that SECRET_KEY has now; it is for earlier ones.")
    return old


def load_or_create_key_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with suppress(FileExistsError):  # another process was quicker
            create_file(path, [make_secret_key().encode()], mode=0o600)
    return path.read_text().strip()


if __name__ == "__main__":
    sys.stdout.write(f"{make_secret_key()}\n")
