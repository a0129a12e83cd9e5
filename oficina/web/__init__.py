"""What people see in a browser: pages made on the server, that work without a script."""
