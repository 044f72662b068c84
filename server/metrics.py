"""What a monitoring system may know of a relay, in Prometheus's text format.

Whoever keeps such figures keeps them for months, and can lay them beside a calendar. So
they say whether the relay is well and how near its limits it is, and nothing that
follows one session: people, rooms and sizes are rounded up to steps in which a person
who comes or goes hardly shows, and messages are not counted at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

TYPE = "text/plain; version=0.0.4; charset=utf-8"
TENS = 10
"""The step of connections and rooms."""
BLOCK = 64 * 2**20
"""The step of sizes, in bytes; a large round has some 17 MB."""


@frozen(kw_only=True)
class Gauge:
    """One figure as it is now, and its limit, if it has one."""

    name: str
    says: str
    value: int
    limit: int | None = None


def in_steps(number: int, step: int) -> int:
    """Round up to a multiple of `step`; nothing stays nothing."""
    return -(-number // step) * step


def exposition(
    gauges: Iterable[Gauge], counted: Mapping[tuple[str, str], int], version: str
) -> str:
    """Write all figures down; `counted` are events by name and code."""
    lines = _about("retro_info", "gauge", "The version that runs.")
    lines.append(f'retro_info{{version="{version}"}} 1')
    for gauge in gauges:
        name = f"retro_{gauge.name}"
        lines += [*_about(name, "gauge", gauge.says), f"{name} {gauge.value}"]
        if gauge.limit is not None:
            name += "_limit"
            lines += [*_about(name, "gauge", "Its limit."), f"{name} {gauge.limit}"]
    name = "retro_events_total"
    lines += _about(name, "counter", "Events of the log, but those of one room.")
    for (event, code), number in sorted(counted.items()):
        lines.append(f'{name}{{event="{event}",code="{code}"}} {number}')
    return "\n".join(lines) + "\n"


def _about(name: str, kind: str, says: str) -> list[str]:
    return [f"# HELP {name} {says}", f"# TYPE {name} {kind}"]
