"""Gas set free at full release, computed elsewhere from the same reactions: mmol/g, g/g, cm3/g at 25 C and at 0 C
(1 atm) of the constituent; None where it is not stated. Keys: hazard, a technology where it runs, constituent."""

from __future__ import annotations

RELEASES: dict[tuple[str, str, str], tuple[float | None, float, float | None, float | None]] = {
    ("H2S", "inorganic_acid_leaching", "Li6PS5Cl"): (18.631, 0.6349, 455.8, 417.6),
    ("H2S", "inorganic_acid_leaching", "Li5.5PS4.5Cl1.5"): (16.88, 0.5752, 413.0, 378.3),
    ("H2S", "inorganic_acid_leaching", "Li3PS4"): (22.218, 0.7571, 543.6, 498.0),
    ("H2S", "inorganic_acid_leaching", "Li7P3S11"): (22.26, 0.7585, 544.6, 498.9),
    ("H2S", "inorganic_acid_leaching", "LGPS"): (20.384, 0.6946, 498.7, 456.9),
    ("H2S", "inorganic_acid_leaching", "lithium_sulfide"): (21.768, 0.7418, 532.5, 487.9),
    ("SO2", "smelting", "Li6PS5Cl"): (18.631, 1.1935, 455.8, 417.6),
    ("HF", "smelting", "LiTFSI"): (20.901, 0.4181, 511.3, 468.5),
    ("SO2", "smelting", "LiTFSI"): (6.967, 0.4463, 170.4, 156.2),
    ("HF", "smelting", "PVDF"): (31.233, 0.6249, 764.1, 700.1),
    ("HF", "heat_treatment", "PVDF"): (15.617, 0.3124, 382.1, 350.0),
    ("HCl", "dissolution_precipitation", "Li3InCl6"): (8.612, 0.314, 210.7, 193.0),
    ("HCl", "dissolution_precipitation", "Li3YCl6"): (9.304, 0.3392, 227.6, 208.6),
    ("Cl2", "inorganic_acid_leaching", "LCO"): (None, 0.3622, None, None),
    ("Cl2", "inorganic_acid_leaching", "NCM811"): (None, 0.3644, None, None),
    ("Cl2", "inorganic_acid_leaching", "NCM622"): (None, 0.3657, None, None),
    ("Cl2", "inorganic_acid_leaching", "NCM111"): (None, 0.3675, None, None),
}
LITHIUM = {"mmol/g": 72.05, "L/g": 1.763, "g/g": 0.1452, "kJ/g": 32.08, "ethanol g/g": 6.64, "air L/g": 176.0}
"""Lithium with water: hydrogen, heat, ethanol used up, air that keeps the gas at a quarter of its explosive limit."""

ROOM = {"kg Li6PS5Cl for 100 ppm in 1000 m3": 0.219, "t Li6PS5Cl for 5 t H2S": 7.88, "ppm of 0.1 cm3/g from 1 kg": 0.1}
"""Li6PS5Cl: what brings a room to a concentration, what holds a storage tier of hydrogen sulfide."""
