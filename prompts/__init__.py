"""Words for the model, as data: see agents/assistant/prompts.py."""
