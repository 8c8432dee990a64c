"""Asking the AI layer."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx
from modax_contracts import (
    MAX_MESSAGE_BYTES,
    Aggregate,
    Analysis,
    InvalidMessage,
    decode,
    encode,
)

# Compressed answers could be small on the wire and huge in memory.
_HEADERS: Final = {"Content-Type": "application/json", "Accept-Encoding": "identity"}


class AnalysisFailed(Exception):
    """The AI layer gave no usable answer. `code` is stable and from a small set."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class AiClient:
    """Sends aggregates to the AI layer. It holds no credential."""

    def __init__(self, http: httpx.AsyncClient, url: str, timeout: float) -> None:
        self._http = http
        self._url = url
        self._timeout = timeout

    async def analyse(self, aggregate: Aggregate) -> Analysis:
        """The analysis of one window. Raises `AnalysisFailed`, at the latest after the timeout."""
        try:
            # Over all: httpx's own timeouts, which the connection has as well, start anew with
            # every byte.
            analysis = decode(Analysis, await asyncio.wait_for(self._ask(aggregate), self._timeout))
        except (asyncio.TimeoutError, httpx.TimeoutException):
            raise AnalysisFailed("timeout", f"no answer within {self._timeout} s") from None
        except httpx.HTTPError as error:
            raise AnalysisFailed("unreachable", str(error) or type(error).__name__) from None
        except InvalidMessage as error:
            raise AnalysisFailed("invalid_answer", str(error)) from None
        if analysis.device_id != aggregate.device_id:
            raise AnalysisFailed("invalid_answer", "the answer is about another device")
        return analysis

    async def _ask(self, aggregate: Aggregate) -> bytes:
        async with self._http.stream(
            "POST", self._url, content=encode(aggregate), headers=_HEADERS
        ) as response:
            if response.status_code != 200:
                raise AnalysisFailed("refused", f"status {response.status_code}")
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_MESSAGE_BYTES:
                    raise AnalysisFailed("invalid_answer", "the answer is too large")
            return bytes(body)
