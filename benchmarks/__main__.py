"""Every figure, one after the other."""

from benchmarks import (
    attaching,
    evidence,
    half_century,
    hangs,
    judging,
    leaving,
    marks,
    memory,
    numbering,
    pushing,
    recall,
    recipients,
    screens,
    searching,
    signing,
    starting,
)

for figure in (
    pushing,
    numbering,
    marks,
    signing,
    judging,
    evidence,
    half_century,
    recipients,
    memory,
    starting,
    hangs,
    screens,
    searching,
    recall,
    leaving,
    attaching,
):
    figure.main([])
    print()
