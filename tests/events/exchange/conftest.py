from tests.content.exchange.conftest import alice, bob  # noqa: F401 (fixtures)
