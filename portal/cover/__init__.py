"""Who reads while a worker is away, and what happens when a family gets another worker."""
