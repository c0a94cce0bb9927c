"""Adapters: one outside library, one file."""
