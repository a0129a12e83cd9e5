"""The office in a real browser, as its people use it. Pictures of what was seen are left in var/pictures."""
