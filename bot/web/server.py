"""How the web process is served."""

from fastapi import FastAPI
from uvicorn import Config, Server


def web_server(app: FastAPI) -> Server:
    """A uvicorn server for `server.run(sockets=[…])`.

    uvicorn would trust X-Forwarded-For from 127.0.0.1 by itself: only the operator's
    STAFFEL_TRUSTED_PROXIES decide that, in visitors.py. There is no access log, because addresses
    are personal data. The limit refuses with 503 what this process could not answer in time.
    """
    return Server(
        Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=500,
            timeout_keep_alive=10,
        )
    )
