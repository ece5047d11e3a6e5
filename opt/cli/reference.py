"""The command that looks up what the library knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opt.cli.words import Json


def library(
    term: Annotated[str, typer.Argument(metavar="[TERM]", help="A name, a part of one, 'price of Li2CO3'.")] = "",
    instance: Annotated[Path | None, typer.Option(metavar="INSTANCE", help="Look up what an instance plans "
                                                  "with: its own rows over the library's.")] = None,
    limit: Annotated[str, typer.Option(metavar="HAZARD", help="What a site may release or hold of it.")] = "",
    basis: Annotated[str, typer.Option(help="processing, concurrent or stock.")] = "processing",
    ventilation: Annotated[float | None, typer.Option(help="Fresh air, m3/h (kind emission: off-gas, Nm3/h).")] = None,
    capture: Annotated[float, typer.Option(help="Share that hood and scrubber keep from it.")] = 0.0,
    safety_factor: Annotated[float | None, typer.Option(help="Air beyond perfect mixing, times; default: 4 (heat: "
                                                        "1.25).")] = None,
    evaporated: Annotated[float | None, typer.Option(help="Share of a solvent that evaporates; default: 0.03.")] = None,
    cooling: Annotated[float | None, typer.Option(help="Cooling power, kW, for heat.")] = None,
    share: Annotated[float, typer.Option(help="Share of a storage tier that may be used up.")] = 1.0,
    substance: Annotated[str, typer.Option(help="Which substance of the hazard: ethanol, NO2.")] = "",
    body: Annotated[str, typer.Option(help="Whose limit: ACGIH, OSHA, EU; default: the strictest.")] = "",
    kind: Annotated[str, typer.Option(help="Which kind of limit: TWA, STEL, ceiling, LEL, emission.")] = "",
    json: Json = False,
) -> int:  # fmt: skip
    """Technologies, verdicts, figures and sources.

    With --limit the figure for hazard_limits: exposure limit x ventilation / (safety factor x what is not captured).
    """
    if limit:
        from opt.commands.permit import Asked, permit

        asked = Asked(limit, basis, ventilation, capture, safety_factor, evaporated, cooling, share, substance, body,
                      kind)  # fmt: skip
        return permit(asked, json=json, instance=instance)
    from opt.commands.library import library as run

    return run(term, json=json, instance=instance)
