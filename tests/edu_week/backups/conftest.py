"""A site whose files and back-ups lie in the test's own folder; the database is the test's."""

import pytest

from edu_week.backups import encryption
from tests.factories.events import BookingFactory


@pytest.fixture
def site(transactional_db, settings, tmp_path):
    settings.VAR_DIR, settings.BACKUP_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "backups", tmp_path / "media"
    settings.BACKUP_KEY, settings.BACKUP_KEEP = "", 14
    (settings.MEDIA_ROOT / "pictures").mkdir(parents=True)
    (settings.MEDIA_ROOT / "pictures" / "first.webp").write_bytes(b"picture" * 1000)
    BookingFactory(contact_name="王女士")
    return tmp_path


@pytest.fixture
def key(settings):
    settings.BACKUP_KEY = encryption.make_key()
    return encryption.parse_key(settings.BACKUP_KEY)
