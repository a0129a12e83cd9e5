"""«Su cuenta»: password, second factor and sessions of whoever is signed in."""
