"""A small, strict, Slack-compatible workspace on 127.0.0.1; docs/workspace.md is its contract."""
