"""Where commands are decided, recorded and sent."""

from __future__ import annotations

from typing import Callable, Final, NamedTuple, Protocol

from modax_contracts import Command, encode
from modax_service import Clock, ServiceError, body_too_large

from modax_control.access import Caller, unauthenticated
from modax_control.command import refusals
from modax_control.command.audit_log import AuditValue
from modax_control.command.claims import claims_of
from modax_control.command.rate_limit import RateLimit
from modax_control.command.request import CommandRequest, parse_command
from modax_control.publishing import Publisher, PublishFailed
from modax_control.safety.board import SafetyBoard

UNKNOWN: Final = "unknown"
"""Who a caller without a valid key is on record."""


class Audit(Protocol):
    """Where entries go; true when one is on disk. See `AuditLog`."""

    async def append(self, event: str, *, gives_way: bool, **values: AuditValue) -> bool: ...


class SentCommand(NamedTuple):
    """A command that the broker has acknowledged.

    `audited` is whether the entry that says so is on disk: false only while the disk fails.
    """

    command_id: str
    request: CommandRequest
    audited: bool


class CommandDesk:
    """Takes commands.

    An ordinary command is sent only when its caller may command, its target is safe, an entry with
    this decision is on disk, and the target is still safe after that. A stop is sent at once and
    recorded next: neither safety nor its rate nor a failing disk holds it up. In every case the
    entry with the outcome is appended before the answer; refusals have one too.
    """

    def __init__(
        self,
        safety: SafetyBoard,
        audit: Audit,
        publisher: Publisher,
        clock: Clock,
        new_id: Callable[[], str],
        count: Callable[[str], None],
    ) -> None:
        """`new_id` makes unique ids. `count` is told the outcome of every command: `sent`, or the
        code of the error."""
        self._safety = safety
        self._audit = audit
        self._publisher = publisher
        self._clock = clock
        self._new_id = new_id
        self._count = count
        self._rate_limit = RateLimit()

    async def submit(self, caller: Caller, body: bytes) -> SentCommand:
        """Carries out the command in a body.

        Raises `ServiceError` with 401, 403, 422, 429 or 503.
        """
        command_id = self._new_id()
        record = {**_record_of(command_id, caller), **claims_of(body)}
        # Whoever is not admitted can cause as many refusals as he likes.
        gives_way = True
        try:
            request = self._admit(caller, body, record)
            if not request.stops:
                if not await self._audit.append("command_accepted", gives_way=True, **record):
                    raise refusals.audit_unavailable()
                self._require_safe(request)
            gives_way = False
            # No suspension between the check above and the hand-over inside `publish`.
            await self._publish(request)
        except ServiceError as error:
            event = "command_refused"
            if error.code == "delivery_unconfirmed":
                event = "command_unconfirmed"
            await self._audit.append(
                event, gives_way=gives_way, **record, code=error.code, why=error.message
            )
            self._count(error.code)
            raise
        except Exception as error:
            # A fault of this code, which leaves it open how far the command came.
            await self._audit.append(
                "command_unconfirmed",
                gives_way=False,
                **record,
                code="internal_error",
                why=type(error).__name__,
            )
            self._count("internal_error")
            raise
        audited = await self._audit.append("command_sent", gives_way=False, **record)
        self._count("sent")
        return SentCommand(command_id, request, audited)

    async def refuse_large_body(self, caller: Caller) -> None:
        """Records a command whose body was too large to be read."""
        error = body_too_large()
        record = _record_of(self._new_id(), caller)
        await self._audit.append(
            "command_refused", gives_way=True, **record, code=error.code, why=error.message
        )
        self._count(error.code)

    def _admit(self, caller: Caller, body: bytes, record: dict[str, AuditValue]) -> CommandRequest:
        """The request, when nothing known at this moment speaks against it."""
        if caller.principal is None:
            raise unauthenticated()
        request = parse_command(body)
        record["command_type"] = request.command_type
        record["device_id"] = request.device_id
        record["parameters"] = request.parameters
        if not caller.principal.role.may_command:
            raise refusals.role_not_allowed(caller.principal.role.value)
        if not request.stops:
            wait = self._rate_limit.take(caller.principal.name, self._clock.monotonic())
            if wait is not None:
                raise refusals.too_many_commands(wait)
            self._require_safe(request)
            if not self._publisher.connected:
                raise refusals.not_published(PublishFailed("broker_unavailable"))
        return request

    def _require_safe(self, request: CommandRequest) -> None:
        hazards = self._safety.hazards(request.device_id)
        if hazards:
            raise refusals.unsafe(request.device_id, hazards)

    async def _publish(self, request: CommandRequest) -> None:
        command = Command(
            timestamp=int(self._clock.epoch() * 1000),
            device_id=request.device_id,
            command_type=request.command_type,
            parameters=request.parameters or {},
        )
        try:
            # A stop that comes late does no harm. Any other command may then meet a machine that is
            # no longer safe.
            await self._publisher.publish(encode(command), may_arrive_late=request.stops)
        except PublishFailed as failure:
            raise refusals.not_published(failure) from None


def _record_of(command_id: str, caller: Caller) -> dict[str, AuditValue]:
    return {
        "command_id": command_id,
        "who": caller.principal.name if caller.principal else UNKNOWN,
        "address": caller.address,
    }
