"""A whole reply, for the API's documentation."""

from __future__ import annotations

from typing import Any

REPLY: dict[str, Any] = {
    "outcome": "answered",
    "statements": [
        {
            "text": "Practitioners should seek advice promptly when they are unsure.",
            "strength": "should",
            "citations": [
                {
                    "passage_id": "0b0a3c9e-52a1-5f0b-9a55-0d3f5a3f7a10",
                    "document_id": "information-sharing",
                    "title": "Information sharing advice",
                    "heading_path": ["Information sharing advice", "The golden rules"],
                    "page": 3,
                    "quote": "Practitioners should seek advice promptly when they are unsure.",
                    "start": 120,
                    "end": 183,
                    "sha256": "1f0de75e224704bae230f768d49690266f254248fcb5ed7f3bf7064ff9d16bf8",
                    "status": "current",
                    "nations": ["england"],
                    "url": "https://www.gov.uk/example",
                    "sources": [
                        {
                            "id": "ISA2024",
                            "title": "Information sharing advice",
                            "publisher": "Department for Education",
                            "url": "https://www.gov.uk/example",
                            "status": "current",
                            "licence": "OGL",
                            "published": "2024-05",
                            "superseded_by": None,
                        }
                    ],
                }
            ],
        }
    ],
    "notices": [],
    "reason": None,
    "message": None,
    "contacts": [],
    "nearest": [],
    "trace": {
        "index": "3f9c1a",
        "models": {"embedder": "all-MiniLM-L6-v2", "generator": "extractive"},
        "prompt": None,
        "timings_ms": {"guard": 1.2, "retrieve": 9.8},
        "passage_ids": ["0b0a3c9e-52a1-5f0b-9a55-0d3f5a3f7a10"],
        "signals": {"meaning": 0.71},
    },
}
