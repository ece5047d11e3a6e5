"""relith validate: every problem at once, or sizes and what no operation can take."""

from __future__ import annotations

import json as json_text
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK

if TYPE_CHECKING:
    from opt.instance.instance import Instance
    from opt.network.network import Network
    from opt.network.parameters import Parameters


def validate(path: Path, *, json: bool) -> int:
    """Read the instance and build its network. InputError carries everything that is wrong."""
    from opt.instance import read
    from opt.network import build_network
    from opt.network.parameters import build_parameters
    from opt.tables.problems import InputError

    try:
        instance = read(path)
        network = build_network(instance)
        parameters = build_parameters(instance, network)
    except InputError as error:
        if json:
            print(json_text.dumps({"ok": False, "problems": [asdict(p) for p in error.problems]}, indent=2))
        raise
    report = describe(instance, network, parameters)
    if json:
        print(json_text.dumps({"ok": True, **report}, indent=2))
    else:
        _print(path, instance, network, report)
    return OK


def describe(instance: Instance, network: Network, parameters: Parameters) -> dict[str, Any]:
    """Sizes, notes, the number of library cells overridden, and what no operation can take: fraction -> technology ->
    reasons."""
    return {
        "instance": instance.settings.name,
        "streams": len(instance.tables["streams"]),
        "periods": len(parameters.periods),
        "fractions": len(network.fractions),
        "operations": len(network.operations),
        "columns": columns(network, parameters),
        "run_binaries": len(parameters.lines.runs),
        "overridden": len(instance.overridden),
        "notes": list(instance.notes),
        "untaken": untaken(network),
    }


def columns(network: Network, parameters: Parameters) -> int:
    """About how many columns the model has: treat, stock, dispose, make, sell and keep, receive, run and set-ups."""
    periods = len(parameters.periods)
    treat = sum(max(1, len(operation.lines)) for operation in network.operations.values())
    lie = sum(len(fraction.areas) + len(fraction.outlets) for fraction in network.fractions.values())
    grades = parameters.market.grades
    make = sum(len(grades[product]) for o in network.operations.values() for product in o.products)
    sell = sum(len(names) for names in grades.values()) + len(parameters.market.capacity)
    set_ups = sum(2 * len(campaigns) + 1 for campaigns in parameters.lines.setups.values())
    once = len(parameters.streams.arrivals) + len(parameters.lines.runs)
    return (treat + lie + make + sell + set_ups) * periods + once


def untaken(network: Network) -> dict[str, dict[str, list[str]]]:
    """Fractions that no operation feeds on, streams first, and why each technology refused them."""
    taken = {operation.fraction for operation in network.operations.values()}
    known = [*network.fractions, *(refusal.fraction for refusal in network.refusals)]
    left = sorted((n for n in dict.fromkeys(known) if n not in taken), key=lambda n: not _is_root(network, n))
    reasons: dict[str, dict[str, list[str]]] = {name: {} for name in left}
    for refusal in network.refusals:
        if refusal.fraction in reasons:
            reasons[refusal.fraction].setdefault(refusal.technology, []).append(refusal.reason)
    return reasons


def _is_root(network: Network, name: str) -> bool:
    return name in network.fractions and network.fractions[name].root


def _print(path: Path, instance: Instance, network: Network, report: Mapping[str, Any]) -> None:
    from opt.report.layout import page, wrapped

    console = page()

    def put(text: str, indent: int) -> None:
        console.print(wrapped(text, console.width, indent), soft_wrap=True)

    put(f"ok: {path}", 0)
    put(
        f"{report['streams']} streams, {report['periods']} periods, {report['fractions']} fractions, "
        f"{report['operations']} operations; about {report['columns']} columns, {report['run_binaries']} of them run "
        "binaries", 2,
    )  # fmt: skip
    if report["overridden"]:
        put(f"{report['overridden']} figures of the library are overridden:", 2)
        for row in instance.overridden.to_dict("records"):
            put(f"{row['table']} {row['key']}, {row['column']}: {row['instance']} instead of {row['library']}", 4)
    for remark in report["notes"]:
        put(f"note: {remark}", 2)
    for name, reasons in report["untaken"].items():
        put(f"no operation can take {_name(network, name)}{'' if reasons else ': no technology accepts its form'}", 2)
        for technology, texts in reasons.items():
            for text in texts:
                put(f"{technology}: {text}", 4)


def _name(network: Network, name: str) -> str:
    fraction = network.fractions.get(name)
    if fraction is None:
        return name
    kind = "stream" if fraction.root else "fraction"
    ends = "; it can go to " + ", ".join(fraction.outlets) if fraction.outlets else "; no outlet takes it"
    return f"{kind} {name} ({fraction.form}{ends})"
