"""The library for other models and editors, over the Model Context Protocol: the same guard, the same wire objects, read-only."""
