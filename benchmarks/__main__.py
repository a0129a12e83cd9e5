"""Every figure, one after the other."""

from benchmarks import memory, numbering, pushing, recipients, starting

for figure in (pushing, numbering, recipients, memory, starting):
    figure.main([])
    print()
