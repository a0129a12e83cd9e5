"""Every figure, one after the other."""

from benchmarks import hangs, marks, memory, numbering, pushing, recipients, screens, signing, starting

for figure in (pushing, numbering, marks, signing, recipients, memory, starting, hangs, screens):
    figure.main([])
    print()
