"""One format family a file: each reader turns bytes into a Reading, and `ingest.partition` turns that into Elements."""
