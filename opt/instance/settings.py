"""The settings of an instance: what instance.toml (or the sheet 'instance') says."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Maturity = Literal["laboratory", "pilot", "industrial"]


class ExchangeRate(BaseModel):
    """Price of one unit of a foreign currency in the instance's currency, on a date."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rate: float = Field(gt=0, allow_inf_nan=False)
    date: datetime.date


class SolveDefaults(BaseModel):
    """Defaults of ``relith solve`` for this instance."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gap: float = Field(default=0.01, ge=0, le=1, allow_inf_nan=False, description="relative gap to stop at")
    time_limit: float = Field(default=180.0, gt=0, allow_inf_nan=False, description="seconds")


class Settings(BaseModel):
    """Name, money and switches of an instance. ``carbon_price`` in currency per tonne of CO2, ``trace_threshold`` in
    kg/kg."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, description="name of the instance; results are filed under it")
    description: str = Field(default="", description="what it is about")
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$", description="the one currency of the instance")
    date: datetime.date | None = Field(default=None, description="date of the data")
    library: Literal["reference", "none"] = Field(
        default="reference",
        description="reference: the shipped library under the instance's own library tables; none: "
        "the instance brings all library tables itself",
    )
    carbon_price: float = Field(default=0.0, ge=0, allow_inf_nan=False, description="currency per tonne of CO2")
    trace_threshold: float = Field(
        default=0.01,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="kg/kg; content above which an electrolyte class counts as present",
    )
    maturity: tuple[Maturity, ...] = Field(
        default=("pilot", "industrial"), description="maturities of technologies the planner opts in to"
    )
    solve: SolveDefaults = Field(default=SolveDefaults(), description="defaults of relith solve")
    exchange_rates: dict[str, ExchangeRate] = Field(
        default_factory=dict, description="instance currency per unit of a foreign currency, dated"
    )
