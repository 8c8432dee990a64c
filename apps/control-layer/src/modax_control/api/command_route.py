"""`POST /api/v1/control/command`."""

from __future__ import annotations

from fastapi import APIRouter, Request

from modax_control.access import ApiKeys
from modax_control.api.answers import CommandAnswer, command_answer
from modax_control.api.authentication import caller_of
from modax_control.command.desk import CommandDesk


def command_routes(keys: ApiKeys, desk: CommandDesk) -> APIRouter:
    """The body is handed over as it came, so that refusals for its form are audited as well."""
    router = APIRouter(prefix="/api/v1/control")

    @router.post("/command")
    async def command(request: Request) -> CommandAnswer:
        return command_answer(await desk.submit(caller_of(request, keys), await request.body()))

    return router
