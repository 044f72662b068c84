"""Wall time of anonymous rounds among real client processes, beside their floor.

    python -m tests.benchmarks.rounds [--members 4 8 16] [--repeat 3]

The *floor* is the same cryptography of all clients and nothing else (no sockets, no
log, no Python of ours), spread over as many processes as there are cores, in the same
run. The difference is split by the CPU time that the clients and the relay used in the
round: *other CPU* is what they computed besides the floor's primitives, *idle* is time
in which a core had nothing to do, mostly since hops come one after another. *Engines*
is the CPU time of the same round with all engines and the room in one process, without
sockets, tasks or output: what is above it is the price of so many real programs.
Times are medians in milliseconds; only ratios of one run mean anything.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

from attrs import frozen
from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_decrypt,
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.signing import SigningKey
from nacl.utils import random

from retro.anonymity.ballots import Ballot
from retro.anonymity.onion import slot_size
from retro.client import commands as cmd
from tests.support.meeting import Meeting
from tests.support.processes import Program, Stage, install

CORES = len(os.sched_getaffinity(0))
TICK = os.sysconf("SC_CLK_TCK")
BALLOTS = {
    "notes": Ballot(kind="notes", columns=3),
    "answer": Ballot(kind="answer", low=1, high=5),
}
VERIFIED = 5
"""Messages that everybody verifies of everybody: KEYS, HOP, GO, REVEAL and DONE."""

AGENDA = """
name = "benchmark"
lang = "en"
title = "Benchmark"

[[steps]]
kind = "welcome"
title = "Welcome"

[[steps]]
kind = "write"
title = "Write"
columns = [{{ key = "well", title = "Well" }}, {{ key = "unsafe", title = "Unsafe" }}]
{asks}
[[steps]]
kind = "close"
title = "Close"
question = "Worth it?"
answer = "scale"
low = 1
high = 5
"""
ASK = """
[[steps]]
kind = "ask"
title = "Ask {number}"
question = "How free, {number}?"
answer = "scale"
low = 1
high = 5
"""


# ------------------------------------------------------------------------- the floor


def _floor_of_one(kind: str, n: int, barrier: Barrier, clients: int) -> float:
    """Do the primitives of `clients` clients after the barrier; give the seconds."""
    lanes = BALLOTS[kind].lanes(n)
    key, secret = random(32), random(32)
    public = crypto_scalarmult_base(secret)
    signer = SigningKey.generate()
    signed = signer.sign(bytes(32))
    nonce = bytes(12)
    hop = [
        crypto_box_seal(random(slot_size(lane, n - 1)), public)
        for lane in lanes
        for _ in range(lane.slots * n)
    ]
    last = [
        crypto_aead_chacha20poly1305_ietf_encrypt(
            bytes(lane.size + 2), None, nonce, key
        )
        for lane in lanes
        for _ in range(lane.slots * n)
    ]
    barrier.wait()
    began = time.perf_counter()
    for _ in range(clients):
        for lane in lanes:
            for _ in range(lane.slots):
                crypto_scalarmult_base(secret)
                for _ in range(n):
                    crypto_scalarmult(secret, public)
                slot = public + crypto_aead_chacha20poly1305_ietf_encrypt(
                    bytes(lane.size + 2), None, nonce, key
                )
                for _ in range(n):
                    slot = crypto_box_seal(slot, public)
        for slot in hop:
            crypto_box_seal_open(slot, public, secret)
        for slot in last:
            for _ in range(n):
                crypto_scalarmult(secret, public)
            crypto_aead_chacha20poly1305_ietf_decrypt(slot, None, nonce, key)
        for _ in range(VERIFIED):
            signer.sign(bytes(32))
            for _ in range(n):
                signer.verify_key.verify(signed)
    return time.perf_counter() - began


def _floor_worker(
    kind: str,
    n: int,
    barrier: Barrier,
    clients: int,
    results: multiprocessing.SimpleQueue[float],
) -> None:
    results.put(_floor_of_one(kind, n, barrier, clients))


def floor(kind: str, n: int) -> tuple[float, float]:
    """Give the floor of a round of `n`: its wall seconds, and its CPU seconds."""
    shares = [n // CORES + (core < n % CORES) for core in range(CORES)]
    barrier = multiprocessing.Barrier(CORES)
    results: multiprocessing.SimpleQueue[float] = multiprocessing.SimpleQueue()
    workers = [
        multiprocessing.Process(
            target=_floor_worker, args=(kind, n, barrier, share, results)
        )
        for share in shares
    ]
    for worker in workers:
        worker.start()
    times = [results.get() for _ in workers]
    for worker in workers:
        worker.join()
    return max(times), sum(times)


# ----------------------------------------------------------------------- the engines


def engines(kind: str, n: int) -> float:
    """Give the CPU seconds of a round of `n` engines in this process."""
    meeting = Meeting(n - 1)
    meeting.ok("lead", cmd.ConfirmSmall())
    meeting.ok("lead", cmd.GoStep("write" if kind == "notes" else "ask"))
    began = time.process_time()
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(0.5)
    assert meeting.phases("lead")[-1] == "done"
    return time.process_time() - began


# ----------------------------------------------------------------------- the product


@frozen
class Measured:
    """One round: its wall seconds, and the CPU seconds of all processes in it."""

    wall: float
    cpu: float


def _cpu(programs: list[Program]) -> float:
    """Give the CPU seconds that these processes have used, with all their threads."""
    ticks = 0
    for program in programs:
        stat = Path(f"/proc/{program.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def _round(lead: Program, clients: list[Program], all_: list[Program]) -> Measured:
    """Collect, and wait until every client has shown the result."""
    since = [client.now for client in clients]
    cpu, began = _cpu(all_), time.perf_counter()
    lead.ok("collect 0")
    for client, start in zip(clients, since, strict=True):
        client.wait("round", lambda event: event["phase"] == "done", since=start)
    return Measured(time.perf_counter() - began, _cpu(all_) - cpu)


def rounds(stage: Stage, n: int, repeat: int) -> dict[str, list[Measured]]:
    """Play rounds of `n` real client processes around a real relay."""
    asks = "".join(ASK.format(number=number) for number in range(repeat))
    agenda = stage.folder / "benchmark.toml"
    stage.folder.mkdir()
    agenda.write_text(AGENDA.format(asks=asks))
    relay, port = stage.serve()
    url = f"ws://127.0.0.1:{port}"
    lead = stage.host("--server", url, "--agenda", str(agenda), "--small-group")
    link = lead.wait("welcome")["link"]
    members = [stage.join(f"m{number}", link) for number in range(1, n)]
    clients = [lead, *members]
    for client in clients:
        client.wait("roster", lambda event: event["count"] == n)
    lead.ok("go write")
    for client in clients:
        client.wait("step", lambda event: event["kind"] == "write")
    everybody = [relay, *clients]
    found: dict[str, list[Measured]] = {"notes": [], "answer": []}
    for number in range(repeat):
        for client in clients:
            client.ok(*(f"note well {client.name} {number} {i}" for i in range(6)))
        found["notes"].append(_round(lead, clients, everybody))
    for number in range(repeat):
        lead.ok("next")
        for client in clients:
            client.wait("step", lambda event: event["title"] == f"Ask {number}")  # noqa: B023 - called at once
            client.ok("answer 3")
        found["answer"].append(_round(lead, clients, everybody))
    lead.ok("end")
    for program in clients:
        program.ended()
    relay.terminate()
    relay.ended()
    return found


def main() -> None:
    """Measure, and print one Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{CORES} cores, medians of {arguments.repeat}, milliseconds\n")
    columns = "round n wall floor ratio CPU,_all floor_CPU engines other_CPU idle"
    print("| " + columns.replace(" ", " | ").replace("_", " ") + " |")
    print("|---" * 10 + "|")
    with tempfile.TemporaryDirectory() as folder:
        installed = install(Path(folder) / "installed")
        for n in arguments.members:
            with Stage(installed, Path(folder) / f"team{n}") as stage:
                found = rounds(stage, n, arguments.repeat)
            for kind, measured in found.items():
                walls, cpus = zip(
                    *(floor(kind, n) for _ in range(arguments.repeat)), strict=True
                )
                low, low_cpu = statistics.median(walls), statistics.median(cpus)
                wall = statistics.median(one.wall for one in measured)
                cpu = statistics.median(one.cpu for one in measured)
                idle = wall * CORES - cpu
                alone = statistics.median(
                    engines(kind, n) for _ in range(arguments.repeat)
                )
                row = [wall, low, cpu, low_cpu, alone, cpu - low_cpu, idle]
                shown = [f"{value * 1000:.0f}" for value in row]
                shown.insert(2, f"{wall / low:.2f}")
                print(f"| {kind} | {n} | " + " | ".join(shown) + " |", flush=True)


if __name__ == "__main__":
    main()
