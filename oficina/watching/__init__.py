"""What whoever operates the installation watches: numbers, and nothing of any institution, person or document."""
