"""A stand-in for GOV.UK Notify: an HTTP server of its own that knows nothing of the portal."""
