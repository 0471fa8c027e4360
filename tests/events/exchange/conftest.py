from tests.content.exchange.conftest import alice, bob, scene  # noqa: F401 (fixtures)
