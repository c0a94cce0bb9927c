"""The batch job: files in, anonymised and indexed passages out."""
