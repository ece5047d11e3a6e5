"""Why no operation of a technology exists for a stream: form by form, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opt.instance.instance import Instance
from opt.network.explain import refusals_by_stream
from opt.network.network import Network, Operation


def operations_of(network: Network, stream: str, technology: str) -> list[Operation]:
    """Operations of the technology on the stream or on what it becomes (its pool's material)."""
    return [
        operation
        for operation in network.operations.values()
        if operation.technology == technology and stream in network.fractions[operation.fraction].streams
    ]


def refusal_reasons(instance: Instance, network: Network, stream: str, technology: str) -> list[str]:
    """Why the technology takes nothing of the stream, a sentence for each form in which it met it.

    Where it met none, the stream never becomes anything that the technology accepts: then what would make its forms,
    and why that refuses the stream, one step after another back towards the stream.
    """
    met = list(_refusals(instance, network, stream, technology))
    if met:
        return met
    inputs = {row["technology"]: tuple(row["inputs"]) for row in instance.records("technologies")}
    root = network.fractions[stream]
    forms = sorted({fraction.form for fraction in network.fractions.values() if stream in fraction.streams})
    first = f"{technology} takes {_listed(inputs[technology])}; {stream} comes as {root.form}"
    becomes = [form for form in forms if form != root.form]
    reasons = [f"{first} and becomes {_listed(becomes) if becomes else 'nothing else'}"]
    known, wanted = {technology}, set(inputs[technology])
    while wanted:
        makers = [name for name in _makers(instance, wanted) if name not in known]
        known.update(makers)
        found = [f"{name}, which would make it, refuses: {text}" for name in makers
                 for text in _refusals(instance, network, stream, name)]  # fmt: skip
        if found:
            return [*reasons, *found]
        wanted = {form for name in makers for form in inputs[name]} if makers else set()
    return reasons


def _refusals(instance: Instance, network: Network, stream: str, technology: str) -> Iterator[str]:
    """'as cathode_powder: infeasible for sulfide ...'; each form once for each reason."""
    received = network.fractions[stream].form
    seen: set[str] = set()
    for refusal in refusals_by_stream(network)[stream]:
        if refusal.technology != technology:
            continue
        as_received = refusal.fraction == stream
        form = received if as_received else refusal.fraction.rpartition("/")[2].partition("~")[0]
        text = f"as {form}{' (as received)' if as_received else ''}: {refusal.reason}"
        if text not in seen:
            seen.add(text)
            yield text


def _makers(instance: Instance, forms: set[str]) -> list[str]:
    """Technologies with an output of one of the forms."""
    rows = instance.records("outputs")
    return list(
        dict.fromkeys(row["technology"] for row in rows if row["kind"] == "fraction" and row["target"] in forms)
    )


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)
