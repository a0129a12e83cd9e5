"""Puesta en marcha and what follows it: whoever runs the institution makes it, without anybody from IT."""
