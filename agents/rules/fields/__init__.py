"""Readers of single values as people type them; each gives the value, or None."""
