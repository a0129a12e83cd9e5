"""How long things are kept, by whose decision, and what may not be touched meanwhile.

It knows neither documents nor expedientes: whoever holds a thing tells of it (`keepable`). The program deletes
nothing by itself. What an institution decides are rows; the store is only asked for a second barrier.
"""
