from tests.spreadsheets.conftest import alice, bob  # noqa: F401 (fixtures)
