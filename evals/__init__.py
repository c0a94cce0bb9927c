"""Evals judge the assistant."""
