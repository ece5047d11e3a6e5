"""What a generated plant is put together from: kinds of lines, and what each can run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FAMILY: Mapping[str, str] = {
    "oxide_garnet": "oxide",
    "oxide_perovskite": "oxide",
    "oxide_NASICON": "oxide",
    "sulfide": "sulfide",
    "halide": "halide",
    "polymer": "polymer",
}
"""Electrolyte classes that share campaigns."""
WATER_SENSITIVE = ("sulfide", "halide")
DRY, WET = "dry_hall", "wet_hall"


@dataclass(frozen=True)
class Kind:
    """A kind of line: its zone, hours manned in a week, cost of an hour and of a week at the speeds of 24 streams, the
    most one line of it can do (t/h), and what a set-up takes where it changes campaigns (h, cost)."""

    zone: str
    hours: float
    hour_cost: float
    fixed_cost: float
    largest: float
    setup_hours: float = 0.0
    setup_cost: float = 0.0


KINDS: Mapping[str, Kind] = {
    "discharge": Kind(DRY, 130, 60, 1500, 2.0),
    "dismantling": Kind(DRY, 130, 90, 1200, 1.5),
    "crusher": Kind(DRY, 120, 120, 2500, 1.2, 3, 300),
    "sieve": Kind(WET, 120, 70, 1500, 2.0),
    "solvent": Kind(DRY, 130, 180, 4000, 0.9, 4, 700),
    "recovery": Kind(DRY, 140, 160, 4000, 0.3, 3, 500),
    "wash": Kind(WET, 120, 80, 1500, 0.6),
    "autoclave": Kind(WET, 140, 250, 6000, 0.5, 3, 400),
    "leaching": Kind(WET, 130, 150, 3500, 0.6),
    "precipitation": Kind(WET, 130, 120, 3000, 0.6),
    "furnace": Kind(WET, 100, 300, 5000, 1.5, 4, 500),
    "kiln": Kind(WET, 130, 200, 4500, 0.4, 3, 400),
    "roaster": Kind(WET, 120, 220, 4500, 0.6),
    "extraction": Kind(WET, 130, 180, 4000, 0.6),
    "press": Kind(DRY, 110, 150, 2500, 0.3),
    "cryomill": Kind(DRY, 120, 200, 3000, 1.0),
    "reactor": Kind(WET, 130, 170, 3500, 0.4),
}


@dataclass(frozen=True)
class Offer:
    """A technology on a kind of line: throughput beside the other technologies of that kind (t/h at 24 streams), the
    share it takes of what several technologies could take, families it serves, the one form it takes ('*': all), and
    its campaign, to which the family is added where ``by_family`` says so."""

    technology: str
    kind: str
    speed: float
    weight: float
    campaign: str
    families: tuple[str, ...] = ("oxide", "sulfide", "halide", "polymer")
    form: str = "*"
    by_family: tuple[tuple[str, str], ...] = ()

    def campaign_of(self, family: str) -> str:
        """The campaign that treats a family."""
        ending = dict(self.by_family).get(family, "")
        return f"{self.campaign}_{ending}" if ending else self.campaign


EACH = tuple((family, family) for family in dict.fromkeys(FAMILY.values()))
DRYNESS = (("oxide", "ambient"), ("polymer", "ambient"), ("sulfide", "dry"), ("halide", "dry"))
ELECTROLYTE = (("oxide", "oxide"), ("polymer", "cathode"), ("sulfide", "cathode"), ("halide", "cathode"))
AMBIENT = ("oxide", "polymer")

STANDARD: tuple[Offer, ...] = (
    Offer("discharge_solid_conductor", "discharge", 0.39, 1.0, "discharge", AMBIENT),
    Offer("discharge_resistive", "discharge", 0.33, 1.0, "discharge", WATER_SENSITIVE),
    Offer("dismantling", "dismantling", 0.36, 1.0, "dismantling", by_family=DRYNESS),
    Offer("inert_atmosphere_crushing", "crusher", 0.2, 1.0, "crushing", AMBIENT, by_family=EACH),
    Offer("electrolyte_sorting", "sieve", 0.35, 0.7, "sieving", ("oxide",), "crushed", EACH),
    Offer("mesh_physical_separation", "sieve", 0.6, 0.5, "sieving", ("oxide",), "crushed", EACH),
    Offer("mesh_physical_separation", "sieve", 0.45, 1.0, "sieving", WATER_SENSITIVE, "extracted_solids", EACH),
    Offer("mesh_physical_separation", "sieve", 0.5, 1.0, "sieving", ("polymer",), "extracted_solids", EACH),
    Offer("mesh_physical_separation", "sieve", 0.5, 1.0, "sieving", ("polymer",), "heated", EACH),
    Offer("ethanol_dissolution", "solvent", 0.15, 1.0, "ethanol", WATER_SENSITIVE),
    Offer("acetonitrile_ethylene_glycol_dissolution", "solvent", 0.15, 1.0, "glycol", ("polymer",)),
    Offer("dissolution_precipitation", "recovery", 0.05, 1.0, "recovery_electrolyte", WATER_SENSITIVE),
    Offer("SnF2_catalytic_LiTFSI_recovery", "recovery", 0.05, 1.0, "recovery_LiTFSI", ("polymer",)),
    Offer("alkaline_wash", "wash", 0.12, 0.55, "washing", form="black_mass", by_family=EACH),
    Offer("hydrothermal_relithiation", "autoclave", 0.08, 1.0, "relithiation", form="washed_powder",
          by_family=ELECTROLYTE),
    Offer("inorganic_acid_leaching", "leaching", 0.095, 0.35, "leaching", form="black_mass", by_family=ELECTROLYTE),
    Offer("chemical_precipitation", "precipitation", 0.1, 1.0, "precipitation", by_family=ELECTROLYTE),
    Offer("one_step_annealing_900C", "furnace", 0.04, 1.0, "annealing", ("oxide",)),
    Offer("heat_treatment", "furnace", 0.4, 0.05, "heat_treatment", ("polymer",)),
    Offer("smelting", "furnace", 0.5, 0.04, "smelting", form="cell"),
)  # fmt: skip
"""What every plant has, as far as its streams need it."""

FURTHER: tuple[tuple[Offer, ...], ...] = (
    (Offer("salt_assisted_roasting", "roaster", 0.12, 0.15, "roasting", form="black_mass"),),
    (Offer("in_situ_reduction_roasting", "roaster", 0.12, 0.15, "roasting", form="black_mass"),),
    (Offer("eutectic_molten_salt_relithiation", "kiln", 0.08, 0.35, "molten_salt", form="washed_powder"),),
    (Offer("solid_state_calcination", "kiln", 0.09, 0.3, "calcination", form="washed_powder"),),
    (Offer("electrochemical_relithiation", "reactor", 0.05, 0.25, "electrochemical", form="extracted_solids"),),
    (Offer("solvent_extraction", "extraction", 0.09, 0.4, "extraction"),),
    (Offer("coprecipitation_resynthesis", "extraction", 0.08, 0.35, "resynthesis"),),
    (Offer("iron_phosphate_precipitation", "extraction", 0.09, 0.5, "iron_phosphate"),),
    (Offer("deep_eutectic_solvent", "reactor", 0.06, 0.1, "eutectic_leaching", form="black_mass"),),
    (Offer("bioleaching", "reactor", 0.03, 0.08, "bioleaching", form="black_mass"),),
    (Offer("organic_acid_leaching", "reactor", 0.08, 0.15, "organic_leaching", form="black_mass"),),
    (Offer("deformation_driven_resintering", "press", 0.04, 0.5, "resintering"),),
    (Offer("cryogenic", "cryomill", 0.2, 0.25, "cryogenic", ("polymer",), "cell"),),
)
"""What some plants have besides, by size and chance."""
