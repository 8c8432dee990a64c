"""`POST /api/v1/control/command`."""

from __future__ import annotations

from typing import Awaitable, Callable, Final

from fastapi import APIRouter, Request

from modax_control.access import ApiKeys
from modax_control.api.answers import CommandAnswer, command_answer
from modax_control.api.authentication import caller_of
from modax_control.command.desk import CommandDesk

_PATH: Final = "/api/v1/control/command"


def command_routes(keys: ApiKeys, desk: CommandDesk) -> APIRouter:
    """The body is handed over as it came, so that refusals for its form are audited as well."""
    router = APIRouter()

    @router.post(_PATH)
    async def command(request: Request) -> CommandAnswer:
        return command_answer(await desk.submit(caller_of(request, keys), await request.body()))

    return router


def record_of_large_commands(
    keys: ApiKeys, desk: CommandDesk
) -> Callable[[Request], Awaitable[None]]:
    """Records the commands whose bodies are too large to reach the route."""

    async def record(request: Request) -> None:
        if request.method == "POST" and request.scope["path"] == _PATH:
            await desk.refuse_large_body(caller_of(request, keys))

    return record
