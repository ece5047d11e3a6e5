"""relith validate: every problem at once, or sizes and what no operation can take."""

from __future__ import annotations

import json as json_text
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK

NO_LINE = "no line at "
"""How the refusal begins where nothing but a line is missing."""

CONTENT = re.compile(r"\d[\d.e+-]* wt%")

if TYPE_CHECKING:
    from opt.instance.instance import Instance
    from opt.network.network import Network
    from opt.network.parameters import Parameters


def validate(path: Path, over: tuple[Path, ...] = (), *, json: bool) -> int:
    """Read the instance and build its network. InputError carries everything that is wrong."""
    from opt import planner
    from opt.network import build_network
    from opt.network.parameters import build_parameters
    from opt.report.terminal.layout import page, wrapped
    from opt.tables.problems import InputError

    try:
        instance = planner.read(path, *over)
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
        console = page()
        for text, indent in page_of(str(path), instance, network, report):
            console.print(wrapped(text, console.width, indent), soft_wrap=True)
    return OK


def describe(instance: Instance, network: Network, parameters: Parameters) -> dict[str, Any]:
    """Sizes, notes, the number of library cells overridden, what no operation can take (fraction -> technology ->
    reasons), and which technologies of the lines refuse a stream (stream -> technology -> fraction and reason)."""
    from opt.network.explain import refused_streams
    from opt.network.findings import idle_campaigns
    from opt.network.wishes import forced_in_vain

    return {
        "instance": instance.settings.name,
        "streams": len(instance.tables["streams"]),
        "periods": len(parameters.periods),
        "fractions": len(network.fractions),
        "operations": len(network.operations),
        "columns": columns(network, parameters),
        "run_binaries": len(parameters.lines.runs),
        "overridden": len(instance.overridden),
        "notes": [
            *instance.notes,
            *forced_in_vain(instance, network),
            *idle_campaigns(instance, network, parameters),
        ],
        "untaken": untaken(network),
        "refused": {
            stream: {name: {"fraction": r.fraction, "reason": r.reason} for name, r in reasons.items()}
            for stream, reasons in refused_streams(network, instance).items()
        },
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


def page_of(name: str, instance: Instance, network: Network, report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The lines of the page with their indent."""
    yield f"ok: {name}", 0
    yield (
        (
            f"{report['streams']} streams, {report['periods']} periods, {report['fractions']} fractions, "
            f"{report['operations']} operations; about {report['columns']} columns, {report['run_binaries']} of them "
            "run binaries"
        ),
        2,
    )
    if report["overridden"]:
        yield f"{report['overridden']} figures of the library are overridden:", 2
        for row in instance.overridden.to_dict("records"):
            yield f"{row['table']} {row['key']}, {row['column']}: {row['instance']} instead of {row['library']}", 4
    for remark in report["notes"]:
        yield f"note: {remark}", 2
    yield from _untaken_lines(instance, network, report["untaken"])
    yield from _refused_lines(report["untaken"], report["refused"])


def _untaken_lines(
    instance: Instance, network: Network, fractions: Mapping[str, Mapping[str, list[str]]]
) -> Iterator[tuple[str, int]]:
    """Fractions that no operation feeds on."""
    for name, reasons in fractions.items():
        yield f"no operation can take {_name(network, name)}{'' if reasons else ': no technology accepts its form'}", 2
        yield from ((text, 4) for text in _short(instance, reasons))


def _refused_lines(
    untaken: Mapping[str, Mapping[str, object]], refused: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Iterator[tuple[str, int]]:
    """What the lines run and a stream cannot use, unless it has been told already: streams that are refused for the
    same reason but for its figures are told together, with the figures of the first."""
    alike: dict[tuple[str, str], list[tuple[str, Mapping[str, str]]]] = {}
    for stream, reasons in refused.items():
        for technology, refusal in reasons.items():
            if technology not in untaken.get(stream, ()):
                alike.setdefault((technology, CONTENT.sub("", refusal["reason"])), []).append((stream, refusal))
    if alike:
        yield "the lines could run it, but it takes neither the stream nor anything it becomes:", 2
    for (technology, _), ((_, refusal), *others) in sorted(alike.items(), key=lambda item: item[0]):
        too = f"; likewise {', '.join(stream for stream, _ in others)}" if others else ""
        yield f"{technology}: {refusal['reason']} ({refusal['fraction']}{too})", 4


def _short(instance: Instance, reasons: Mapping[str, list[str]]) -> Iterator[str]:
    """Reasons of the technologies that a line runs or that need none; of the others only those that would take it."""
    on_lines = set(instance.tables["line_technologies"]["technology"])
    lineless = {row["technology"] for row in instance.records("technologies") if not row["needs_line"]}
    for technology, texts in reasons.items():
        if technology in on_lines | lineless:
            yield from (f"{technology}: {text}" for text in texts)
    willing = [k for k, texts in reasons.items() if k not in on_lines and any(t.startswith(NO_LINE) for t in texts)]
    if willing:
        yield f"would take it, but no line offers them: {', '.join(willing)}"


def _name(network: Network, name: str) -> str:
    fraction = network.fractions.get(name)
    if fraction is None:
        return name
    kind = "stream" if fraction.root else "fraction"
    ends = "; it can go to " + ", ".join(fraction.outlets) if fraction.outlets else "; no outlet takes it"
    return f"{kind} {name} ({fraction.form}{ends})"
