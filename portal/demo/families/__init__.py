"""The seven families, one module each: their plans, who works with them, and their visits."""
