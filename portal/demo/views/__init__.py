"""What people of the demonstration think: sent and answered, waiting, late, and half written."""
