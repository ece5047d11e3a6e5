"""Why a stream cannot be treated: refusals in a planner's words."""

from __future__ import annotations

from opt.instance.instance import Instance
from opt.network.network import Network, Refusal


def explain_stream(network: Network, instance: Instance, stream: str) -> list[str]:
    """Refusals of a stream, one sentence each: first those of the stream as received, then those of what it becomes.

    KeyError where there is no such stream."""
    if stream not in {row["stream"] for row in instance.records("streams")}:
        raise KeyError(stream)
    form = network.fractions[stream].form
    pool = next(name for name, streams in network.pools.items() if stream in streams)
    mine = [refusal for refusal in network.refusals if refusal.fraction == stream]
    behind = [refusal for refusal in network.refusals if refusal.fraction.startswith(f"{pool}/")]
    reasons = [_sentence(refusal) for refusal in (*mine, *behind)]
    if not mine and not _operations_on(network, stream):
        return [f"no technology of the library accepts form '{form}'", *reasons]
    return reasons


def unroutable(network: Network, instance: Instance) -> list[tuple[str, list[str]]]:
    """Streams that no admissible operation can take, each with the reason of every technology that refused it."""
    fed = {operation.fraction for operation in network.operations.values()}
    return [
        (name, explain_stream(network, instance, name))
        for name, fraction in network.fractions.items()
        if fraction.root and name not in fed
    ]


def _operations_on(network: Network, fraction: str) -> bool:
    return any(operation.fraction == fraction for operation in network.operations.values())


def _sentence(refusal: Refusal) -> str:
    return f"{refusal.technology} refuses {refusal.fraction}: {refusal.reason}"
