"""What comes in and goes out of the administration of an institution."""
