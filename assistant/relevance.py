"""Do the statements that are left still answer the question? For drafts of a model, after the verifier has dropped some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ports import Embedder

# About the 1st percentile (0.21) of the cosine between a question and the sentence that answers it, over the development answer cases
# (all-MiniLM-L6-v2, 149 questions); a question with another question's answer has a median of 0.15. It stops only what is far off.
FLOOR = 0.2


@dataclass(frozen=True, slots=True)
class Relevance:
    """Compares meanings: an answer counts when its nearest statement is at least `floor` (cosine) from the question."""

    embedder: Embedder
    floor: float = FLOOR

    def answers(self, question: str, statements: Sequence[str]) -> bool:
        if not statements:
            return False
        vectors = self.embedder.embed([question, *statements])
        return float((vectors[1:] @ vectors[0]).max()) >= self.floor
