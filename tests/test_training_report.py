"""``training.report``: each question is asked of its own text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.config import load_config
from rag.embedding import load_encoder
from rag.judging import Judgment, Pair
from rag.reading import Calibration
from rag.weights import READER_CALIBRATION, READER_WEIGHTS, load_calibration, shipped
from training.report import Passages

TEXT = "The harbour was opened by Anna Weiss in 1911."


class Naming:
    """Finds "Anna Weiss", surely where it is asked who, and not at all otherwise."""

    def judge(self, pairs: Sequence[Pair]) -> list[Judgment]:
        """Return two tokens of each text."""
        found = []
        for question, text in pairs:
            first = text.index("Anna")
            offsets = np.array([[first, first + 4], [first + 5, first + 10]])
            by = 9.0 if question.startswith("who") else -9.0
            start, end = (np.array(row, np.float32) for row in ([by, -20], [-20, by]))
            found.append(Judgment(offsets, start, end, start, by, 0.0))
        return found


@pytest.mark.slow
def test_answers_and_declines_are_counted(tmp_path: Path) -> None:
    """A found name is right and sure; a question that nothing answers has a low confidence."""
    rows = [
        {
            "question": "who opened it?",
            "context": TEXT,
            "answers": [{"text": "Anna Weiss", "start": 26}],
        },
        {"question": "when was it closed?", "context": TEXT, "answers": []},
    ]
    path = tmp_path / "two.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    shape = load_calibration(shipped(READER_CALIBRATION), shipped(READER_WEIGHTS))
    calibration = Calibration.from_dict(shape)
    reading = Passages(Naming(), calibration, load_encoder(load_config().encoder)).read(path)
    figures = reading.figures(calibration.given.least["balanced"])
    assert (figures["f1"], figures["exact_match"]) == (100, 100)
    assert figures["unanswerable_declined"] == 100 and figures["f1_never_declining"] == 100
