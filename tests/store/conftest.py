"""What only PostgreSQL does is tried on it alone."""

from collections.abc import Callable, Iterator

import pytest

from store.session import Store


@pytest.fixture
def server(postgres_migrated: Callable[[], str]) -> Iterator[Store]:
    """A migrated store without rows, on PostgreSQL."""
    made = Store(postgres_migrated())
    yield made
    made.close()
