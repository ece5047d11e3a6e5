"""What an instance decides on: whether a decision of another plan exists in it."""

from __future__ import annotations

from dataclasses import dataclass

from opt.network import Network
from opt.network.parameters import Parameters

FREE = {"receive": "partial", "accept": "whole_lot"}
"""How a delivery is accepted where somebody decides on it."""

Index = tuple[str, ...]


@dataclass(frozen=True)
class Existing:
    """Decisions by variable and index, as far as network and parameters tell."""

    network: Network
    parameters: Parameters

    def decides(self, variable: str, index: Index) -> bool:
        """True where the variable exists and the plan chooses it."""
        if index[-1] not in self.parameters.periods:
            return False
        if variable in FREE:
            streams = self.parameters.streams
            return index in streams.arrivals and streams.acceptance[index[0]] == FREE[variable]
        if variable in ("treat", "make"):
            return self._operates(variable, index)
        if variable in ("dispose", "stock"):
            fraction = self.network.fractions.get(index[0])
            places = () if fraction is None else fraction.outlets if variable == "dispose" else fraction.areas
            return index[1] in places
        if variable == "discard":
            wastes = {(x, o.site) for o in self.network.operations.values() for x in o.wastes}
            sites = self.parameters.sites
            return (index[0], index[1]) in wastes and index[2] in sites.takers.get((index[0], index[1]), ())
        if variable == "sell":
            return index[1] in self.parameters.market.grades.get(index[0], ())
        return self._organises(variable, index)

    def given(self, variable: str, index: Index) -> bool:
        """True for a delivery that nobody decides on."""
        return variable == "receive" and index in self.parameters.streams.arrivals

    def _operates(self, variable: str, index: Index) -> bool:
        operation = self.network.operations.get(index[0])
        if operation is None:
            return False
        if variable == "treat":
            return index[1] in (operation.lines or ("",))
        return index[1] in operation.products and index[2] in self.parameters.market.grades[index[1]]

    def _organises(self, variable: str, index: Index) -> bool:
        lines = self.parameters.lines
        if variable == "run":
            return index in lines.runs
        if variable in ("setup", "carry"):
            return index[1] in lines.setups.get(index[0], ())
        if variable == "single":
            return index[0] in lines.setups
        if variable == "active":
            return (index[0], index[1]) in lines.groups
        return self._holds(index[0], index[1])

    def _holds(self, area: str, storage_class: str) -> bool:
        classes = {n.storage_class for n in self.network.fractions.values() if area in n.areas}
        return area in self.parameters.sites.segregated and len(classes) > 1 and storage_class in classes
