"""How people said that they may be reached: the one plan that every letter, call and visit asks first."""
