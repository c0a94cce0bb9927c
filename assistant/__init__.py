"""The retrieval assistant: ask what safeguarding guidance says and get passages a person can check."""
