"""What the portal is measured beside: the least that is still the same thing."""
