"""Every figure, one after the other."""

from benchmarks import hangs, memory, numbering, pushing, recipients, starting

for figure in (pushing, numbering, recipients, memory, starting, hangs):
    figure.main([])
    print()
