"""Papers of the demonstration's meetings: shared in time and late, changed, answered, and still to come."""
