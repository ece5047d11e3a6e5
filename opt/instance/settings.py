"""The settings of an instance: what instance.toml (or the sheet 'instance') says."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from opt.schema.library_tables import MATURITIES


class ExchangeRate(BaseModel):
    """Price of one unit of a foreign currency in the instance's currency, on a date."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rate: float = Field(gt=0, allow_inf_nan=False)
    date: datetime.date


class SolveDefaults(BaseModel):
    """Defaults of ``relith solve`` for this instance."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    gap: float = Field(default=0.01, ge=0, le=1, allow_inf_nan=False)
    time_limit: float = Field(default=180.0, gt=0, allow_inf_nan=False, description="seconds")


class Settings(BaseModel):
    """Name, money and switches of an instance. ``carbon_price`` in currency per tonne of CO2, ``trace_threshold`` in
    kg/kg."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    description: str = ""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    date: datetime.date | None = Field(default=None, description="date of the data")
    library: str = Field(default="reference", pattern=r"^(reference|none)$")
    carbon_price: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    trace_threshold: float = Field(default=0.01, ge=0, le=1, allow_inf_nan=False)
    maturity: tuple[str, ...] = Field(default=MATURITIES[1:], description="maturities the planner opts in to")
    solve: SolveDefaults = SolveDefaults()
    exchange_rates: dict[str, ExchangeRate] = Field(default_factory=dict)
