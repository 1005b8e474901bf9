"""The plain floor of a click: a bare Bolt app in Socket Mode that acknowledges, nothing else."""

import re
import sys
import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

api_url, bot_token, app_token = sys.argv[1:]
client = WebClient(token=bot_token, base_url=api_url, retry_handlers=[])
app = App(client=client, token_verification_enabled=False)


@app.action(re.compile(".*"))
def acknowledge(ack):
    ack()


SocketModeHandler(app, app_token).connect()
threading.Event().wait()
