"""What the journeys share."""

from tests.journeys.ways import hands_for, tally, way

__all__ = ["hands_for", "tally", "way"]
