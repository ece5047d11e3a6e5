"""Why a stream cannot be treated: refusals in a planner's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from opt.instance.instance import Instance
from opt.network.network import Network, Refusal
from opt.schema.words import ANY

PLANNED = ("routing:", "the lines at ")
"""How a refusal begins that is the planner's own."""


def explain_stream(network: Network, instance: Instance, stream: str) -> list[str]:
    """Refusals of a stream, one sentence each: first those of the stream as received, then those of what it becomes.

    KeyError where there is no such stream."""
    if stream not in {row["stream"] for row in instance.records("streams")}:
        raise KeyError(stream)
    return _explained(network, stream, refusals_by_stream(network)[stream])


def unroutable(network: Network, instance: Instance) -> list[tuple[str, list[str]]]:
    """Streams that no admissible operation can take, each with the reason of every technology that refused it."""
    fed = {operation.fraction for operation in network.operations.values()}
    refusals = refusals_by_stream(network)
    return [
        (name, _explained(network, name, refusals[name]))
        for name, fraction in network.fractions.items()
        if fraction.root and name not in fed
    ]


def refused_streams(network: Network, instance: Instance) -> dict[str, dict[str, Refusal]]:
    """Per stream the technologies that take neither it nor anything it becomes, though a line of its site runs them for
    its class, and where and why they first refused. What the planner has ruled out (routing, forms of the lines) is
    left out, and so are streams that nothing refuses."""
    site_of = {row["line"]: row["site"] for row in instance.records("lines")}
    offered = {
        (row["technology"], site_of[row["line"]], row["electrolyte_class"])
        for row in instance.records("line_technologies")
    }
    taking = {(network.fractions[o.fraction].origin, o.technology) for o in network.operations.values()}
    pool_of = {stream: pool for pool, streams in network.pools.items() for stream in streams}
    found: dict[str, dict[str, Refusal]] = {}
    for stream, refusals in refusals_by_stream(network).items():
        first: dict[str, Refusal] = {}
        pool, root = pool_of[stream], network.fractions[stream]
        for refusal in refusals:
            k = refusal.technology
            runs = not offered.isdisjoint({(k, root.site, root.electrolyte_class), (k, root.site, ANY)})
            told = not refusal.reason.startswith(PLANNED)
            if runs and told and (stream, k) not in taking and (pool, k) not in taking:
                first.setdefault(k, refusal)
        if first:
            found[stream] = first
    return found


def refusals_by_stream(network: Network) -> dict[str, list[Refusal]]:
    """Per stream its refusals as received, then those of what it becomes ('pool/form')."""
    as_received: dict[str, list[Refusal]] = defaultdict(list)
    behind: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in network.refusals:
        as_received[refusal.fraction].append(refusal)
        behind[refusal.fraction.rpartition("/")[0]].append(refusal)
    return {
        stream: as_received.get(stream, []) + behind.get(pool, [])
        for pool, streams in network.pools.items()
        for stream in streams
    }


def why_not(network: Network, instance: Instance, operation: str) -> str:
    """Why there is no such operation ('fraction>technology'); '' where its names mean nothing here."""
    name, _, technology = operation.rpartition(">")
    for refusal in network.refusals:
        if (refusal.fraction, refusal.technology) == (name, technology):
            return refusal.reason
    fraction = network.fractions.get(name)
    inputs = {row["technology"]: row["inputs"] for row in instance.records("technologies")}
    if fraction is None or technology not in inputs:
        return ""
    return f"{technology} accepts {', '.join(inputs[technology])}, the fraction is {fraction.form}"


def _explained(network: Network, stream: str, refusals: Sequence[Refusal]) -> list[str]:
    reasons = [_sentence(refusal) for refusal in refusals]
    if not any(refusal.fraction == stream for refusal in refusals) and not _operations_on(network, stream):
        return [f"no technology of the library accepts form '{network.fractions[stream].form}'", *reasons]
    return reasons


def _operations_on(network: Network, fraction: str) -> bool:
    return any(operation.fraction == fraction for operation in network.operations.values())


def _sentence(refusal: Refusal) -> str:
    return f"{refusal.technology} refuses {refusal.fraction}: {refusal.reason}"
