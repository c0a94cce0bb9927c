"""The JSON routes of the wire contract, by subject."""
