"""A graph on OpenVINO, run on several batches beside each other.

A stream is a thread that runs whole batches; a core has one. Threads that share a batch instead
wait for each other at every operation, which costs most where other programs run too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from rag.environment import silence_openvino

silence_openvino()  # before it is imported below

Arrays = list[NDArray[Any]]

#: Numbers that are rounded to int8 together before they meet a matrix that is int8.
GROUP = 128
_PROCESSOR = Path("/proc/cpuinfo")  # on Linux


@cache
def multiplies_int8() -> bool:
    """Say whether this processor is fastest with int8 matrices: with VNNI, and without AMX.

    So are the laptops of the last years. With AMX, which servers have, bfloat16 is as fast and
    loses less; without, it may be slower than float32. Where the flags cannot be read, the answer
    is no.
    """
    try:
        flags = set(_PROCESSOR.read_text(encoding="utf-8").split())
    except OSError:
        return False
    return bool(flags & {"avx512_vnni", "avx_vnni"}) and "amx_bf16" not in flags


class Streams:
    """A compiled graph with its streams; any number of threads may call it.

    :param build: makes the graph's outputs and parameters, when it is first run.
    :param threads: how many threads to use; all cores when 0.
    """

    def __init__(self, build: Callable[[], tuple[list[Any], list[Any]]], threads: int = 0) -> None:
        self._build = build
        self._threads = threads
        self._lock = threading.Lock()
        self._own = threading.local()

    def run(self, batches: Sequence[Arrays]) -> list[Arrays]:
        """Return the outputs of each batch of inputs, in their order.

        The last is run first: where it is the longest, the streams end together. One batch alone
        runs in the caller's thread, so a question does not wait for the passages of an ``add``.
        """
        if len(batches) < 2:
            return [self._infer(batch) for batch in batches]
        return list(self._workers.map(self._infer, reversed(batches)))[::-1]

    def _infer(self, batch: Arrays) -> Arrays:
        """Run one batch; each thread has a request of its own."""
        if not hasattr(self._own, "request"):
            with self._lock:
                self._own.request = self._compiled.create_infer_request()
        results = self._own.request.infer(batch)
        return [results[place].copy() for place in range(len(results))]

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        with self._lock:
            streams = self._compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        return ThreadPoolExecutor(streams, thread_name_prefix="stream")

    @cached_property
    def _compiled(self) -> Any:
        """Compile for this processor.

        What meets an int8 matrix is rounded as it comes; all else is float32 where
        :func:`multiplies_int8`, and what OpenVINO chooses elsewhere. Streams are not bound to
        cores: one query was a quarter faster so, many as fast.
        """
        import openvino

        options: dict[str, Any] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "ENABLE_CPU_PINNING": False,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP,
        }
        if multiplies_int8():
            options["INFERENCE_PRECISION_HINT"] = "f32"
        if self._threads:
            options["INFERENCE_NUM_THREADS"] = self._threads
        outputs, parameters = self._build()
        model = openvino.Model(outputs, parameters, "bert")
        return openvino.Core().compile_model(model, "CPU", options)
