"""The demonstration: a PostgreSQL of its own, the cast, and the pages that say it is a demonstration."""
