"""What may be told of an error of the database."""


def drop_values(*errors: BaseException | None) -> None:
    """PostgreSQL's details name values of a row ("Key (email)=(…) exists"): never logged."""
    for error in errors:
        if error is not None:
            error.args = tuple(str(part).partition("\n")[0] for part in error.args)
