"""Every figure, one after the other."""

from benchmarks import hangs, memory, numbering, pushing, recipients, signing, starting

for figure in (pushing, numbering, signing, recipients, memory, starting, hangs):
    figure.main([])
    print()
