"""The guide of the office, served beside it: a page for each role."""
