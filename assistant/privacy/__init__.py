"""Who is a person here? Detection shared by guard, verifier and ingest."""
