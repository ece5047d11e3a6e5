"""Invented instances: plausible recyclers of any size, the same for the same size and seed.

generated(streams, weeks, seed) -> Instance

facts                    what it asks of the library
chance                   draws that are the same on every machine
deliveries               who delivers what, how much, when
equipment                kinds of lines and what they can run
passage, nominal         everything that arrives, pushed through the plant by fixed shares
lines, market, limits    sized by the nominal plan (permits: as exposure limits and ventilation give them)
rows                     what follows without sizing
plant                    puts it together, and why it always has a plan
"""

from opt.instance.generate.plant import generated

__all__ = ["generated"]
