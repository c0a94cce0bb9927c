"""The HTTP API: the only Litestar code."""
