"""What every search engine does, whichever one it is."""
